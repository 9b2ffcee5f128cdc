import type { ModuleSymbols } from '../symbols/module-symbols';
import { NO_MAPPINGS } from './path-prefixes';

/** What `wasmscope locate --json` prints for a line: a contract. */
export interface LocatedLine {
  readonly requested: { readonly file: string; readonly line: number };
  /** null where no code belongs to the line or to any after it. */
  readonly resolved: { readonly file: string; readonly line: number } | null;
  readonly offsets: readonly number[];
}

/** In the order asked. */
export function locate(symbols: ModuleSymbols, places: readonly { readonly file: string; readonly line: number }[], paths = NO_MAPPINGS): LocatedLine[] {
  return places.map(({ file, line }) => {
    const { resolved, offsets } = symbols.locate(paths.written(file), line);
    return { requested: { file, line }, resolved: resolved && { ...resolved, file: paths.shown(resolved.file) }, offsets };
  });
}
