import type { MemoryAddress } from '../base/offsets';

/** Bytes to be written, and where. */
export interface MemoryWrite {
  readonly address: MemoryAddress;
  readonly bytes: Uint8Array;
}
