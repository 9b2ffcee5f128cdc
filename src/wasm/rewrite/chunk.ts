/** Bytes of the new module, and where they come from: copied bytes run in step with the original, new ones stand for one place. */
export interface Chunk {
  readonly bytes: Uint8Array;
  /** Module offset in the original. */
  readonly original: number;
  readonly copied: boolean;
}

export function freshChunk(bytes: Uint8Array, original: number): Chunk {
  return { bytes, original, copied: false };
}

export function sizeOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((size, { bytes }) => size + bytes.length, 0);
}
