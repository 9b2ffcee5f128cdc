import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';
import { diskFolders } from '../session/disk-folders';
import { projectFolder, SourcePaths } from '../session/source-paths';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { WasmFunction } from '../wasm/module';
import { functionToWat } from '../wasm/wat';
import { listedFunction } from './function-list';
import type { FunctionText, SourceExcerpt } from './shown-module';
import { rowAt } from './wat';

const LINES_AROUND = 3;

/** The text format of one function beside its source. `folders` are those whose files may be shown, beside the module's own. */
export function functionText(symbols: ModuleSymbols, index: number, modulePath: string, folders: readonly string[]): FunctionText {
  const fn = symbols.module.functions.withIndex(index);
  if (!fn) throw new UserError(`function ${index} is not defined in this module`);
  const own = listedFunction(symbols, fn);
  const { places, lines, isCut } = placedLines(symbols, fn);
  const order = [...places].sort(([fileA, a], [fileB, b]) => Number(fileB === own.file) - Number(fileA === own.file) || b.count - a.count).map(([file]) => file);
  const paths = sourcePaths(modulePath, folders);
  const sources = order.map((file) => excerpt(symbols, file, places.get(file)!, file === own.file ? own.line : 0, paths, modulePath));
  const positionOf = new Map(order.map((file, position) => [file, position]));
  return { fn: own, lines: lines.map(({ offset, text, file, line }) => ({ offset, text, source: positionOf.get(file) ?? -1, line })), sources, isCut };
}

interface PlacedLine {
  readonly offset: number | null;
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

interface Extent {
  first: number;
  last: number;
  count: number;
}

function placedLines(symbols: ModuleSymbols, fn: WasmFunction): { places: Map<string, Extent>; lines: PlacedLine[]; isCut: boolean } {
  const rows = symbols.rowsAt(fn.bodyStart);
  const places = new Map<string, Extent>();
  const lines: PlacedLine[] = [];
  let left: number = LIMITS.symbolsWorker.textCharacters;
  for (const { offset, text } of functionToWat(symbols.module, fn)) {
    left -= text.length + 1;
    if (left < 0) return { places, lines, isCut: true };
    const row = offset === null ? undefined : rowAt(rows, offset);
    const file = row && row.line > 0 ? row.file : '';
    const line = file === '' ? 0 : row!.line;
    if (file !== '') widen(places, file, line);
    lines.push({ offset, text, file, line });
  }
  return { places, lines, isCut: false };
}

function widen(places: Map<string, Extent>, file: string, line: number): void {
  const known = places.get(file);
  if (!known) places.set(file, { first: line, last: line, count: 1 });
  else Object.assign(known, { first: Math.min(known.first, line), last: Math.max(known.last, line), count: known.count + 1 });
}

function sourcePaths(modulePath: string, folders: readonly string[]): SourcePaths {
  const paths = new SourcePaths(diskFolders);
  for (const folder of [projectFolder(dirname(modulePath), diskFolders), ...folders]) paths.addRoot(folder);
  return paths;
}

function excerpt(symbols: ModuleSymbols, file: string, { first, last }: Extent, declaredAt: number, paths: SourcePaths, modulePath: string): SourceExcerpt {
  const path = paths.resolve(file, modulePath);
  const text = symbols.embeddedSource(file) ?? (path === null ? undefined : fileText(path));
  const from = Math.max(1, (declaredAt > 0 ? Math.min(declaredAt, first) : first) - LINES_AROUND);
  const to = Math.min(last + LINES_AROUND, from + LIMITS.symbolsWorker.answerEntries);
  return { file, path, firstLine: from, lines: text?.split(/\r?\n/).slice(from - 1, to).map((line) => line.slice(0, LIMITS.symbolsWorker.lineCharacters)) ?? null };
}

function fileText(path: string): string | undefined {
  try {
    return statSync(path).size <= LIMITS.symbolsWorker.sourceBytes ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
