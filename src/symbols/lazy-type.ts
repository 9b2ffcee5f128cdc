import { At } from '../dwarf/constants';
import type { Die } from '../dwarf/die';
import type { TypeInfo } from './type-info';
import { typeName } from './type-names';

/** What a type asks for when its parts are looked at. */
export interface TypeReader {
  /** The type that DW_AT_type of an entry names; `void` without one. */
  of(die: Die): TypeInfo;
  /** undefined, and a problem, where something can't be read. */
  attempt<Value>(read: () => Value): Value | undefined;
}

export function sizeOf(die: Die): number | null {
  return die.number(At.byte_size) ?? null;
}

/** What all lazily read types share: the name is made once, when it is first shown. */
export abstract class LazyType {
  private text: string | undefined;

  constructor(
    protected readonly types: TypeReader,
    protected readonly die: Die,
  ) {}

  get name(): string {
    return (this.text ??= this.types.attempt(() => typeName(this.die)) ?? 'unreadable type');
  }
}
