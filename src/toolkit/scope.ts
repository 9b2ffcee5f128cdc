import type { ModuleOffset } from '../base/offsets';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { Variable } from '../symbols/variable';

/** A variable as `wasmscope scope --json` prints it. */
export interface ScopeVariable {
  readonly name: string;
  readonly type: string;
  readonly kind: Variable['kind'];
  readonly depth: number;
  readonly location: string;
  readonly available: boolean;
}

/** What `wasmscope scope --json` prints for an offset: a contract. Innermost frame first. */
export interface ScopeAnswer {
  readonly offset: number;
  readonly frames: readonly { readonly function: string; readonly variables: readonly ScopeVariable[] }[];
  /** With `globals` only: those of the unit that the offset belongs to. */
  readonly globals?: readonly ScopeVariable[];
}

/** In the order asked. */
export function scope(symbols: ModuleSymbols, offsets: readonly ModuleOffset[], options: { readonly globals?: boolean } = {}): ScopeAnswer[] {
  return offsets.map((offset) => {
    const variables = symbols.variablesAt(offset);
    return {
      offset,
      frames: symbols.framesAt(offset).map((frame, depth) => ({ function: frame.function, variables: (variables[depth] ?? []).map(plain) })),
      ...(options.globals ? { globals: symbols.globals(offset).map(plain) } : {}),
    };
  });
}

function plain({ name, type, kind, depth, location, available }: Variable): ScopeVariable {
  return { name, type: type.name, kind, depth, location, available };
}
