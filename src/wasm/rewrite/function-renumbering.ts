import { ByteCursor } from '../../base/byte-cursor';
import { ByteWriter } from '../../base/byte-writer';
import type { WasmModule } from '../module';
import type { Chunk } from './chunk';
import { freshChunk } from './chunk';

/** Moves the functions that a module defines up by `shift`, to make room for imports. */
export class FunctionRenumbering {
  shift = 0;

  constructor(private readonly module: WasmModule) {}

  functionIndex(original: number): number {
    return original < this.module.importedFunctionCount ? original : original + this.shift;
  }

  /**
   * Copies `[start, end)` of the original with the function indexes at `sites` renumbered. An index is written in as
   * many bytes as before where it fits, which keeps later bytes in step.
   */
  copy(start: number, end: number, sites: readonly number[]): Chunk[] {
    if (this.shift === 0 || sites.length === 0) return [{ bytes: this.module.bytes.subarray(start, end), original: start, copied: true }];
    const patched = this.module.bytes.slice(start, end);
    const chunks: Chunk[] = [];
    let copied = start;
    const copyUpTo = (stop: number): void => {
      if (stop > copied) chunks.push({ bytes: patched.subarray(copied - start, stop - start), original: copied, copied: true });
    };
    const at = new ByteCursor('function index', this.module.bytes, start, end);
    for (const site of sites) {
      at.offset = site;
      const index = this.functionIndex(at.uleb32());
      if (writePadded(patched, site - start, at.offset - site, index)) continue;
      copyUpTo(site);
      chunks.push(freshChunk(new ByteWriter().uleb(index).finish(), site));
      copied = at.offset;
    }
    copyUpTo(end);
    return chunks;
  }
}

/** An unsigned LEB128 in exactly `size` bytes; false where it does not fit. */
function writePadded(bytes: Uint8Array, at: number, size: number, value: number): boolean {
  if (value >= 2 ** (7 * size)) return false;
  for (let byte = 0, rest = value; byte < size; byte++, rest = Math.floor(rest / 128)) bytes[at + byte] = (rest % 128) | (byte < size - 1 ? 0x80 : 0);
  return true;
}
