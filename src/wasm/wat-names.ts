import { LIMITS } from '../base/limits';
import type { NamedKind, WasmModule } from './module';

/** Indexes as the text format shows them: `$name` where the name section knows one, else the number. */
export class WatNames {
  private readonly exportNames = new Map<number, string[]>();
  /** Names are decoded from the file's bytes, and some functions are called from a thousand places. */
  private readonly functionNames = new Map<number, string>();
  private localNames: { readonly functionIndex: number; readonly names: Map<number, string> } = { functionIndex: -1, names: new Map() };

  /** Use `watNames`. */
  constructor(private readonly module: WasmModule) {
    for (const { kind, index, name } of module.exports) {
      if (kind !== 'func') continue;
      const names = this.exportNames.get(index);
      if (names) names.push(name);
      else this.exportNames.set(index, [name]);
    }
  }

  function(index: number): string {
    const known = this.functionNames.get(index);
    if (known !== undefined) return known;
    const name = identifier(this.module.functionName(index)) ?? String(index);
    if (this.functionNames.size < LIMITS.wasm.shownFunctionNames) this.functionNames.set(index, name);
    return name;
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
    if (this.localNames.functionIndex !== functionIndex) this.localNames = { functionIndex, names: new Map() };
    const known = this.localNames.names.get(index);
    if (known !== undefined) return known;
    const name = identifier(this.module.names.locals(functionIndex).get(index)) ?? `$var${index}`;
    this.localNames.names.set(index, name);
    return name;
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
