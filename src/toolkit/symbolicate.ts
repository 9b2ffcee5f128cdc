import type { ModuleOffset } from '../base/offsets';
import type { ModuleSymbols } from '../symbols/module-symbols';
import { NO_MAPPINGS } from './path-prefixes';

/** What `wasmscope symbolicate --json` prints for an offset: a contract. Innermost frame first. */
export interface SymbolicatedOffset {
  readonly offset: number;
  readonly frames: readonly {
    readonly function: string;
    readonly linkageName: string | null;
    /** null where only the name is known; `line` is 0 then. */
    readonly file: string | null;
    /** 0 for compiler-made code, with the nearest real line beside it. */
    readonly line: number;
    readonly nearLine?: number;
    readonly column: number;
    readonly inlined: boolean;
  }[];
}

/** In the order asked. */
export function symbolicate(symbols: ModuleSymbols, offsets: readonly ModuleOffset[], paths = NO_MAPPINGS): SymbolicatedOffset[] {
  return offsets.map((offset) => ({
    offset,
    frames: symbols.framesAt(offset).map(({ function: name, linkageName, file, line, column, inlined, nearLine }) => ({
      function: name, linkageName, file: file && paths.shown(file), line, ...(nearLine === undefined ? {} : { nearLine }), column, inlined,
    })),
  }));
}
