import type { NamedKind, WasmModule } from './module';

/** Indexes as the text format shows them: `$name` where the name section knows one, else the number. */
export class WatNames {
  constructor(private readonly module: WasmModule) {}

  function(index: number): string {
    return identifier(this.module.functionName(index)) ?? String(index);
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

/** An identifier (Wasm 3.0, 6.3.5); characters that none may have, such as those of C++ signatures, become `_`. */
export function identifier(name: string | undefined): string | undefined {
  return name === undefined || name === '' ? undefined : `$${name.slice(0, MAX_CHARACTERS).replace(/[^0-9A-Za-z!#$%&'*+\-./:<=>?@\\^_`|~]/g, '_')}`;
}

/** Template names reach thousands of characters; nobody reads further. */
const MAX_CHARACTERS = 512;
