import type { SourceMap } from '../sourcemap/source-map';
import type { LineSequence } from '../dwarf/line-sequences';
import { RowFlag } from '../dwarf/line-rows';
import { LineSequences } from '../dwarf/line-sequences';
import type { WasmModule } from '../wasm/module';
import type { LineSource } from './line-source';

/** A source map as rows: every mapping is a place to stop, and what a function holds ends with it. */
export function sourceMapLines(map: SourceMap, module: WasmModule): LineSource {
  const { offsets, sourceIndexes, lines } = map;
  const flags = new Uint8Array(offsets.length).fill(RowFlag.statement);
  const files = Uint32Array.from(sourceIndexes, (index) => index + 1);
  const sequences: number[] = [];
  for (const { bodyStart, first, last, start, end } of sequencesOf(offsets, module)) {
    sequences.push(first, last, start, end);
    // A map made of DWARF has the function's opening line on the body's start. Others begin with the first statement.
    const row = lines.subarray(first, last).findIndex((line) => line !== 0);
    if (start > bodyStart && row >= 0) flags[first + row]! |= RowFlag.prologueEnd;
    fillFiles(files.subarray(first, last));
  }
  return {
    origin: 0,
    files: [undefined, ...map.sources],
    rows: {
      addresses: offsets,
      files,
      lines,
      columns: Uint16Array.from(map.columns, (column) => Math.min(column, 0xffff)),
      flags,
    },
    sequences: new LineSequences(sequences),
  };
}

/** Code that has no source of its own is the compiler's: line 0 of the file that the code before it is from, or after it. */
function fillFiles(files: Uint32Array): void {
  let before = files.find((file) => file !== 0) ?? 0;
  for (const [row, file] of files.entries()) files[row] = before = file === 0 ? before : file;
}

function* sequencesOf(offsets: Uint32Array, module: WasmModule): Generator<LineSequence & { readonly bodyStart: number }> {
  let next = 0;
  for (const { bodyStart, bodyEnd } of module.functions) {
    while (next < offsets.length && offsets[next]! < bodyStart) next++;
    const first = next;
    while (next < offsets.length && offsets[next]! < bodyEnd) next++;
    if (next > first) yield { first, last: next, start: offsets[first]!, end: bodyEnd, bodyStart };
  }
}
