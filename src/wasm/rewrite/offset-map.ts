import type { ModuleOffset, RewrittenOffset } from '../../base/offsets';
import { moduleOffset } from '../../base/offsets';
import type { Chunk } from './chunk';
import { sizeOf } from './chunk';

/** From `rewritten` on, up to the next piece: copied bytes run in step with the original, new ones stand for one place. */
export interface OffsetPiece {
  readonly rewritten: number;
  readonly original: number;
  readonly copied: boolean;
}

/** Leads from offsets in a rewritten module back to the module as built. */
export class OffsetMap {
  /** `pieces` ascend by `rewritten`, and the first begins at 0. */
  constructor(private readonly pieces: readonly OffsetPiece[]) {}

  toOriginal(offset: RewrittenOffset): ModuleOffset {
    let low = 0;
    let high = this.pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.pieces[middle]!.rewritten <= offset) low = middle + 1;
      else high = middle;
    }
    const piece = this.pieces[low - 1];
    if (!piece) return moduleOffset(0);
    return moduleOffset(piece.copied ? piece.original + (offset - piece.rewritten) : piece.original);
  }
}

/** Lays chunks one after the other; neighbours that run in step share a piece. */
export function layOut(chunks: readonly Chunk[]): { bytes: Uint8Array; offsetMap: OffsetMap } {
  const bytes = new Uint8Array(sizeOf(chunks));
  const pieces: OffsetPiece[] = [];
  let at = 0;
  for (const chunk of chunks) {
    const last = pieces.at(-1);
    const inStep = last?.copied && chunk.copied && last.original - last.rewritten === chunk.original - at;
    if (!inStep) pieces.push({ rewritten: at, original: chunk.original, copied: chunk.copied });
    bytes.set(chunk.bytes, at);
    at += chunk.bytes.length;
  }
  return { bytes, offsetMap: new OffsetMap(pieces) };
}
