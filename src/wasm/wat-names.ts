import type { NamedKind, WasmModule } from './module';

/** Indexes as the text format shows them: `$name` where the name section knows one, else the number. */
export class WatNames {
  private readonly exportNames = new Map<number, string[]>();

  /** Use `watNames`. */
  constructor(private readonly module: WasmModule) {
    for (const { kind, index, name } of module.exports) {
      if (kind === 'func') this.exportNames.set(index, [...(this.exportNames.get(index) ?? []), name]);
    }
  }

  function(index: number): string {
    return identifier(this.module.functionName(index)) ?? String(index);
  }

  /** Every name that a function is exported under. */
  exportsOf(functionIndex: number): readonly string[] {
    return this.exportNames.get(functionIndex) ?? [];
  }

  of(kind: NamedKind, index: number): string {
    return identifier(this.module.names.of(kind).get(index)) ?? String(index);
  }

  /** Where the item is defined: its name, if it has one, and its index as a comment. */
  definition(kind: NamedKind, index: number): string {
    const name = identifier(kind === 'function' ? this.module.functionName(index) : this.module.names.of(kind).get(index));
    return name === undefined ? `(;${index};)` : `${name} (;${index};)`;
  }

  local(functionIndex: number, index: number): string {
    return identifier(this.module.names.locals(functionIndex).get(index)) ?? `$var${index}`;
  }

  /** Empty where the block has no name. */
  label(functionIndex: number, index: number): string {
    return identifier(this.module.names.labels(functionIndex).get(index)) ?? '';
  }
}

const known = new WeakMap<WasmModule, WatNames>();

/** One for each module, since whole modules are printed function by function. */
export function watNames(module: WasmModule): WatNames {
  const names = known.get(module) ?? new WatNames(module);
  known.set(module, names);
  return names;
}

/** An identifier (Wasm 3.0, 6.3.5); characters that none may have, such as those of C++ signatures, become `_`. */
export function identifier(name: string | undefined): string | undefined {
  return name === undefined || name === '' ? undefined : `$${name.slice(0, MAX_CHARACTERS).replace(/[^0-9A-Za-z!#$%&'*+\-./:<=>?@\\^_`|~]/g, '_')}`;
}

/** Template names reach thousands of characters; nobody reads further. */
const MAX_CHARACTERS = 512;
