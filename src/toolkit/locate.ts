import type { ModuleSymbols } from '../symbols/module-symbols';

/** What `wasmscope locate --json` prints for a line: a contract. */
export interface LocatedLine {
  readonly requested: { readonly file: string; readonly line: number };
  /** null where no code belongs to the line or to any after it. */
  readonly resolved: { readonly file: string; readonly line: number } | null;
  readonly offsets: readonly number[];
}

/** In the order asked. */
export function locate(symbols: ModuleSymbols, places: readonly { readonly file: string; readonly line: number }[]): LocatedLine[] {
  return places.map(({ file, line }) => ({ requested: { file, line }, ...symbols.locate(file, line) }));
}
