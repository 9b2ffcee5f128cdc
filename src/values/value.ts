import type { MemoryReader } from '../base/memory-reader';
import { memoryAddress, type MemoryAddress } from '../base/offsets';
import type { SourceLanguage } from '../symbols/module-symbols';
import type { FrameState, Variable } from '../symbols/variable';
import { strip, type ArrayType, type Member, type PointerType, type TypeInfo } from '../symbols/type-info';
import { BitField, HeldBytes, MemoryStorage, Unavailable, VirtualBase, bytesOf, storageOf, unsignedOf, type Storage } from './storage';

/** What a value needs besides its own bytes: the memory that its pointers lead into, and names for function pointers. */
export interface ValueContext {
  readonly memory: MemoryReader;
  /** Name of the function in a slot of the indirect function table, which is what a function pointer holds. */
  functionInTable?(slot: number): Promise<string | undefined>;
  /** The type whose virtual table stands at an address: what a trait object really is. */
  typeWithVtable?(address: number): TypeInfo | undefined | Promise<TypeInfo | undefined>;
  /** A struct, class, enumeration or typedef by its qualified name: for what an object says that it is; `isShort`: as people write it, for casts. */
  typeNamed?(name: string, isShort?: boolean): TypeInfo | undefined | Promise<TypeInfo | undefined>;
  /** A global of another unit, by a name whose scopes need not all be written; undefined where none or several have it. */
  globalNamed?(name: string): Variable | undefined;
  /** Of the code that the values are seen from: what numbers are computed as. */
  readonly language?: SourceLanguage | undefined;
  /** The function that names are looked up from, with its namespaces and classes. */
  readonly within?: string | undefined;
  /** Integers as hexadecimal numbers. */
  readonly isHex?: boolean;
  /** The user's own rows, asked before all others. */
  readonly formatters?: readonly Formatter[];
}

/**
 * How the values of some types are shown: a row of the table in `formatters/table.ts`, the first that matches wins. A row
 * that knows the type's name but not its layout (another version of a library) throws UnknownLayout, and the next is asked.
 */
export interface Formatter {
  readonly name: string;
  /** `shape` is the type without typedefs and qualifiers. */
  matches(shape: TypeInfo): boolean;
  /** One line. */
  summary(value: Value, inside: Inside): Promise<string>;
  /** What the value consists of, as its language's users see it; absent or null: nothing. */
  parts?(value: Value, inside: Inside): Promise<Parts | null>;
  /** Of values that are text: what they say, for comparing. */
  text?(value: Value): Promise<Text>;
  /** Of values that hold their text: where it stands. undefined: it is not in memory. */
  room?(value: Value): Promise<TextRoom | undefined>;
  /** Of values that stand for another, such as `Rc`, `Cell` and references: that one, for expressions. */
  target?(value: Value): Promise<Value | undefined>;
}

/** What a value says. `cut`: there is more of it than anybody wants to read. */
export interface Text {
  readonly text: string;
  readonly cut: boolean;
  /** In units of its own: bytes, or those of a wide text. undefined where only a NUL further on would tell. */
  readonly length?: number;
  /** The first unit, in memory; absent where nothing is there. */
  readonly start?: Value;
}

/** Where a text stands that can be written over, as long as it fits. */
export interface TextRoom {
  readonly address: number;
  readonly unitBytes: number;
  /** In units, without a NUL. */
  readonly capacity: number;
  readonly hasNul: boolean;
  /** How so many units are written down, and where. */
  lengths(units: number): readonly { readonly place: Value; readonly value: bigint }[];
}

/** How a row asks for what is inside its value. */
export interface Inside {
  /** The line of a value inside, one level deeper. */
  show(value: Value): Promise<string>;
  /** The line of the value that this one stands for: hardly deeper. */
  showTarget(value: Value): Promise<string>;
  parts(value: Value): Promise<Parts | null>;
}

/** Lazy, because a container may claim any number of elements. */
export interface Parts {
  readonly count: number;
  /** They are named by keys, `["key"]`, and not by position. */
  readonly keyed?: boolean;
  part(index: number): NamedValue | Promise<NamedValue>;
  /** The name of a part that can't be had, where it is known all the same. */
  nameOf?(index: number): string;
}

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/** Large enough for the structs people write, small enough to be read for each summary. */
const READ_AHEAD_BYTES = 4_096;

/** A typed place in the stopped program. Nothing is read before it is asked for. */
export class Value {
  constructor(
    /** As declared, typedefs and qualifiers included. */
    readonly type: TypeInfo,
    readonly storage: Storage,
    readonly context: ValueContext,
  ) {}

  /** The type with typedefs and qualifiers taken off. */
  get shape(): TypeInfo {
    return strip(this.type);
  }

  get address(): MemoryAddress | null {
    return this.storage.address;
  }

  /** Size by its type, or Unavailable where the type has none. */
  get sizeBytes(): number {
    const size = this.shape.sizeBytes ?? this.type.sizeBytes;
    if (size === null) throw new Unavailable(`incomplete type ${this.type.name}`);
    return size;
  }

  bytes(): Promise<Uint8Array> {
    return this.storage.read(0, this.sizeBytes);
  }

  async unsigned(): Promise<bigint> {
    return unsignedOf(await this.bytes());
  }

  async number(): Promise<number> {
    return Number(await this.unsigned());
  }

  member(member: Member): Value {
    const storage = member.virtualOffset === undefined ? this.storage.at(member.offsetBytes) : new VirtualBase(this.storage, member.virtualOffset);
    return new Value(member.type, member.bits ? new BitField(storage, member.bits, isSigned(member.type)) : storage, this.context);
  }

  /** Element of an array in row order; of a multi-dimensional one, a row. */
  element(index: number): Value {
    const { type, sizeBytes } = elementOf(this.shape as ArrayType);
    return new Value(type, this.storage.at(index * sizeBytes), this.context);
  }

  /** What the pointer points at; `index` counts elements from there. */
  async pointee(index = 0): Promise<Value> {
    const { target } = this.shape as PointerType;
    const address = await this.number();
    if (address === 0) throw new Unavailable('null pointer');
    return this.placedAt(target, address + index * (strip(target).sizeBytes ?? 0));
  }

  placedAt(type: TypeInfo, address: number): Value {
    return new Value(type, new MemoryStorage(this.context.memory, memoryAddress(address)), this.context);
  }

  /** A value of the same type so many bytes further on. */
  offsetBy(sizeBytes: number): Value {
    return new Value(this.type, this.storage.at(sizeBytes), this.context);
  }

  /** The same bytes seen as another type. */
  as(type: TypeInfo): Value {
    return new Value(type, this.storage, this.context);
  }

  /** Reads ahead, so that looking at its parts costs no more round trips. Never fails: the parts will say. */
  async readAhead(size = this.shape.sizeBytes ?? 0): Promise<Value> {
    if (!(this.storage instanceof MemoryStorage) || size === 0) return this;
    return new Value(this.type, await this.storage.readAhead(Math.min(size, READ_AHEAD_BYTES)), this.context);
  }
}

/** A variable's place in a stopped frame. Rejects with Unavailable where it has none. */
export async function valueOfVariable(variable: Variable, frame: FrameState, context: ValueContext): Promise<Value> {
  const [location, type] = await Promise.all([variable.resolve(frame), variable.typeIn?.(frame) ?? variable.type]);
  return new Value(type, storageOf(location, frame.memory), context);
}

/** A value that stands nowhere in the program: the result of an expression. */
export function heldValue(type: TypeInfo, value: bigint, context: ValueContext): Value {
  return new Value(type, new HeldBytes(bytesOf(value, type.sizeBytes ?? 8)), context);
}

export function elementOf(array: ArrayType): { type: TypeInfo; sizeBytes: number } {
  const inner = array.counts.slice(1);
  const elementSize = strip(array.element).sizeBytes ?? 0;
  if (inner.length === 0) return { type: array.element, sizeBytes: elementSize };
  const sizeBytes = inner.reduce<number>((size, count) => size * (count ?? 0), elementSize);
  const name = `${array.element.name}${inner.map((count) => `[${count ?? ''}]`).join('')}`;
  return { type: { kind: 'array', name, sizeBytes, element: array.element, counts: inner }, sizeBytes };
}

export function isSigned(type: TypeInfo): boolean {
  const shape = strip(type);
  return shape.kind === 'enum' ? shape.signed : shape.kind === 'base' && (shape.encoding === 'signed' || shape.encoding === 'signed-char');
}
