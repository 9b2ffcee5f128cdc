import type { ModuleSymbols } from '../symbols/module-symbols';
import { NO_MAPPINGS } from './path-prefixes';

/** With a column: the first at or after it that has code. */
export interface RequestedPlace {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** What `wasmscope locate --json` prints for a line: a contract. */
export interface LocatedLine {
  readonly requested: RequestedPlace;
  /** null where no code belongs to the line or to any after it. */
  readonly resolved: { readonly file: string; readonly line: number } | null;
  readonly offsets: readonly number[];
}

/** In the order asked. */
export function locate(symbols: ModuleSymbols, places: readonly RequestedPlace[], paths = NO_MAPPINGS): LocatedLine[] {
  return places.map((requested) => {
    const { resolved, offsets } = symbols.locate(paths.written(requested.file), requested.line, requested.column);
    return { requested, resolved: resolved && { ...resolved, file: paths.shown(resolved.file) }, offsets };
  });
}
