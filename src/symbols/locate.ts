import type { ModuleOffset } from '../base/offsets';
import { ControlFlow } from '../wasm/control-flow';
import { snapForward } from '../wasm/function-body';
import type { WasmFunction, WasmModule } from '../wasm/module';
import { FileLines, type FileRows } from './file-lines';
import type { FunctionLines } from './function-lines';
import type { LineIndex } from './line-index';
import type { LineSource } from './line-source';
import { RowFlag } from '../dwarf/line-rows';
import type { BreakpointPlace, Located } from './module-symbols';
import { lastSegment, pathMatcher } from './source-path';

/** A row where a breakpoint could sit. */
interface Candidate {
  readonly lines: FunctionLines;
  readonly row: number;
  readonly file: string;
  readonly offset: ModuleOffset;
}

/** What tells one inlined copy of a line from another: the entry of the copy, else the function. */
export type InstanceOf = (fn: WasmFunction, offset: ModuleOffset) => unknown;

/**
 * Where a breakpoint on a line sits. The policy, with reasons, is in docs/breakpoints.md: rows marked as statements
 * alone; of a function's opening line the first past the prologue; in each function, inlined copy and instance the lowest
 * place, and those that a call comes to without coming by it; a line without code slides to the next one of the same file
 * that has some.
 */
export function locateLine(index: LineIndex, module: WasmModule, file: string, line: number, column: number | undefined, instanceOf: InstanceOf): Located {
  const candidates = nearestRows(index, module, file, line);
  const copies = new Map<unknown, Candidate[]>();
  for (const candidate of narrowed(candidates, column)) {
    const instance = instanceOf(candidate.lines.fn, candidate.offset);
    copies.set(instance, [...(copies.get(instance) ?? []), candidate]);
  }
  const found = [...copies.values()].flatMap((copy) => wantedOf(copy, module));
  const chosen = found.map((each) => ({ found: each, place: pastPrologue(each, module) })).sort((left, right) => left.place.offset - right.place.offset);
  const first = chosen[0];
  if (!first) return { resolved: null, offsets: [] };
  // Past the prologue may stand code that was inlined from another file: the line is then still the one found in this.
  const { lines, row, file: foundFile } = lineHolder(first.place, first.found);
  return { resolved: { file: foundFile, line: lines.line(row) }, offsets: [...new Set(chosen.map(({ place }) => place.offset))] };
}

/** Every line and column of a file, between two lines, where a breakpoint could sit; sorted. */
export function placesInLines(index: LineIndex, module: WasmModule, file: string, firstLine: number, lastLine: number): BreakpointPlace[] {
  const found = new Map<string, BreakpointPlace>();
  for (const { source, isWanted } of matchingSources(index, file)) {
    const { lines, columns, files } = source.rows;
    for (const { first, last } of source.sequences) {
      for (let row = first; row < last; row++) {
        const line = lines[row]!;
        const column = Math.max(1, columns[row]!);
        const key = `${line}:${column}`;
        if (line >= firstLine && line <= lastLine && isWanted[files[row]!] && line !== 0 && !found.has(key) && placeAt(index, module, source, row)) found.set(key, { line, column });
      }
    }
  }
  return [...found.values()].sort((left, right) => left.line - right.line || left.column - right.column);
}

/** Rows of the first line at or after the wanted one that holds code. An exact path wins over a suffix. */
function nearestRows(index: LineIndex, module: WasmModule, file: string, line: number): Candidate[] {
  for (const rows of linesOfFile(index, file).from(line)) {
    const places = rows.flatMap(({ source, row }) => placeAt(index, module, source, row) ?? []);
    if (places.length > 0) return places;
  }
  return [];
}

const KEPT_FILES = 64;
const knownFiles = new WeakMap<LineIndex, Map<string, FileLines>>();

function linesOfFile(index: LineIndex, file: string): FileLines {
  const files = knownFiles.get(index) ?? new Map<string, FileLines>();
  knownFiles.set(index, files);
  const known = files.get(file) ?? new FileLines(matchingSources(index, file));
  if (files.size >= KEPT_FILES) files.clear();
  files.set(file, known);
  return known;
}

function matchingSources(index: LineIndex, file: string): FileRows[] {
  const matchOf = pathMatcher(file);
  let bestMatch = 1;
  let found: FileRows[] = [];
  for (const source of index.sourcesNaming(lastSegment(file))) {
    const matches = source.files.map((known) => (known ? matchOf(known.path) : 0));
    const match = Math.max(...matches, 0);
    if (match < bestMatch) continue;
    if (match > bestMatch) [found, bestMatch] = [[], match];
    found.push({ source, isWanted: matches.map((each) => each === match) });
  }
  return found;
}

/** undefined for rows that are no statements, hold no instruction, or belong to code that is not there. */
function placeAt(index: LineIndex, module: WasmModule, source: LineSource, row: number): Candidate | undefined {
  if ((source.rows.flags[row]! & RowFlag.statement) === 0) return undefined;
  const fn = module.functionAt((source.rows.addresses[row]! + source.origin) as ModuleOffset);
  const lines = fn && index.linesOf(fn);
  if (!lines || lines.source !== source || row < lines.first || row >= lines.last) return undefined;
  const offset = snapForward(module, lines.offsetAt(row));
  if (offset === undefined || offset >= lines.endOf(row)) return undefined;
  return { lines, row, file: lines.file(row)!, offset };
}

/** With a column: the rows of the first column at or after it, if there are such. */
function narrowed(candidates: Candidate[], column: number | undefined): Candidate[] {
  if (column === undefined) return candidates;
  const columnOf = ({ lines, row }: Candidate): number => lines.column(row);
  const later = candidates.map(columnOf).filter((candidate) => candidate >= column);
  return later.length === 0 ? candidates : candidates.filter((candidate) => columnOf(candidate) === Math.min(...later));
}

/** Where the line begins in one copy: optimised code may hold it several times, on ways that never meet. */
function wantedOf(copy: readonly Candidate[], module: WasmModule): Candidate[] {
  const ascending = copy.toSorted((left, right) => left.offset - right.offset);
  const inBody = ascending.filter((candidate) => !isInPrologue(candidate));
  const [first] = ascending;
  if (!first || inBody.length === 0) return first ? [first] : [];
  if (inBody.length === 1) return inBody;
  const beginnings = ControlFlow.of(module, first.lines.fn)?.withoutFollowers(inBody) ?? [];
  return beginnings.length > 0 ? beginnings : inBody.slice(0, 1);
}

function isInPrologue({ lines, row }: Candidate): boolean {
  return row < lines.bodyRow;
}

const lineHolder = (place: Candidate, found: Candidate): Candidate => (place.lines.file(place.row) === found.file ? place : found);

/** There the arguments have no values yet. */
function pastPrologue(candidate: Candidate, module: WasmModule): Candidate {
  if (!isInPrologue(candidate)) return candidate;
  const row = candidate.lines.bodyRow;
  return { ...candidate, row, offset: snapForward(module, candidate.lines.offsetAt(row)) ?? candidate.offset };
}
