import { memoryAddress, type MemoryAddress } from '../base/offsets';
import { UserError } from '../base/user-error';

/** An address in one of the memories of a module. */
export interface MemoryPlace {
  readonly address: MemoryAddress;
  /** Number among the module's memories. */
  readonly memory: number;
  /** Address of the module's script; null: whichever module the program stands in. */
  readonly module: string | null;
}

const REFERENCE = /^(-?(?:0x[\da-f]+|\d+))(?: of memory (\d+))?(?: in (\S+))?$/i;

/** As a client keeps it (Debug Adapter Protocol, memoryReference): `0x1f40`, `0x0 of memory 1 in wasm://wasm/8a7c`. */
export function memoryReference({ address, memory, module }: MemoryPlace): string {
  return `0x${address.toString(16)}${memory === 0 ? '' : ` of memory ${memory}`}${module === null ? '' : ` in ${module}`}`;
}

/** `offset` bytes from there, at the beginning of the memory where that would be before it. */
export function memoryPlace(reference: string, offset: number): MemoryPlace {
  const [, start, memory = '0', module] = REFERENCE.exec(reference) ?? [];
  const address = Number(start) + offset;
  if (start === undefined || !Number.isSafeInteger(address)) throw new UserError(`${reference} is no address`);
  return { address: memoryAddress(Math.max(0, address)), memory: Number(memory), module: module ?? null };
}
