import { memoryAddress, type MemoryAddress } from '../base/offsets';
import { strip } from '../symbols/type-info';
import { addressIn, isSlicePointer } from './formatters/rust/pointers';
import type { Value } from './value';

/** Where a pointer to data, a reference or a slice leads; null of all else, and of a null pointer. */
export async function pointedAddress(value: Value): Promise<MemoryAddress | null> {
  const { shape } = value;
  const isPointer = shape.kind === 'pointer' && shape.flavour !== 'member' && strip(shape.target).kind !== 'function';
  const address = isPointer || isSlicePointer(shape) ? await addressIn(value).number() : 0;
  return address === 0 ? null : memoryAddress(address);
}
