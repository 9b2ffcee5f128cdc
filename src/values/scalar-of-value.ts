import type { BaseType } from '../symbols/type-info';
import { NoResult, type Scalar } from './arithmetic';
import { floatOf, signedOf } from './scalar';
import { unsignedOf } from './storage';
import { typeTextOf } from './type-text';
import { isSigned, type Value } from './value';

/** The number that a value is: of pointers the address, of characters the code. NoResult where it is none. */
export async function scalarOf(value: Value): Promise<Scalar> {
  const shape = value.shape;
  if (shape.kind === 'pointer') return value.unsigned();
  if (shape.kind !== 'enum' && !(shape.kind === 'base' && isNumber(shape))) throw new NoResult(`\`${typeTextOf(value)}\` is no number`);
  const bytes = await value.bytes();
  if (shape.kind === 'enum' || shape.encoding !== 'float') return isSigned(shape) ? signedOf(bytes) : unsignedOf(bytes);
  const float = floatOf(bytes);
  if (float === undefined) throw new NoResult(`a float of ${bytes.length} bytes can't be computed with`);
  return float;
}

/** Pointers to characters are text and addresses at once: two of them are compared as addresses, as their language does. */
export const isAddress = (value: Value): boolean => value.shape.kind === 'pointer';

function isNumber({ encoding }: BaseType): boolean {
  return encoding !== 'complex-float' && encoding !== 'void';
}
