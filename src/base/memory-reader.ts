import type { MemoryAddress } from './offsets';

/** Reads a linear memory of a stopped program. Implemented by the session; consumed by the value display. */
export interface MemoryReader {
  /**
   * Bytes `[address, address + size)` of memory `index` (default 0), shortened where the memory ends;
   * an empty array when the address lies outside.
   */
  read(address: MemoryAddress, size: number, index?: number): Promise<Uint8Array>;
}
