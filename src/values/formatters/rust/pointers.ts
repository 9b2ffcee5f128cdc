import { strip, type StructType, type TypeInfo } from '../../../symbols/type-info';
import { HeldBytes, Unavailable, bytesOf } from '../../storage';
import { Value, type ValueContext } from '../../value';
import { UnknownLayout } from '../formatter';
import { isStruct, memberNamed, path, plainName } from '../layout';

/** Rust's pointers to what has no fixed size: an address with a length (slices, `str`) or with a table of methods (traits). */
const COMPANIONS = { data_ptr: 'length', pointer: 'vtable' } as const;
type Address = keyof typeof COMPANIONS;

/** `[T]`, `str` and the like behind the pointer that the value is; undefined where it is none of those. */
export const isSlicePointer = (shape: TypeInfo): boolean => isStruct(shape) && addressMember(shape) === 'data_ptr';
export const isTraitPointer = (shape: TypeInfo): boolean => isStruct(shape) && addressMember(shape) === 'pointer';

function addressMember(shape: StructType): Address | undefined {
  const has = (name: string): boolean => shape.members.some((member) => member.name === name);
  return (Object.keys(COMPANIONS) as Address[]).find((address) => has(address) && has(COMPANIONS[address]));
}

/** What a pointer's type points to, by its name: `[u8]` of `&[u8]`, `*const [u8]`, `alloc::boxed::Box<[u8], …>`. */
export function pointeeName(pointer: string): string {
  const plain = /^(?:&(?:mut )?|\*(?:const|mut) )(.*)$/.exec(pointer);
  return plain ? plain[1]! : firstParameter(pointer);
}

/** `dyn Fn(u8) -> u8` of `Rc<dyn Fn(u8) -> u8, Global>`. */
export function firstParameter(type: string): string {
  const start = type.indexOf('<') + 1;
  let depth = 0;
  for (let at = start; start > 0 && at < type.length; at++) {
    const character = type[at]!;
    if (depth === 0 && (character === ',' || (character === '>' && type[at - 1] !== '-'))) return type.slice(start, at);
    if ('<([{'.includes(character)) depth++;
    else if (')]}'.includes(character) || (character === '>' && type[at - 1] !== '-')) depth--;
  }
  return '';
}

/** The pointer inside nested wrappers, such as `Option<Unique<NonNull<*const T>>>`; one with a companion stays whole. */
export function pointerInside(value: Value, depth = 0): Value {
  const shape = value.shape;
  if (shape.kind === 'pointer' || isSlicePointer(shape) || isTraitPointer(shape)) return value;
  if (shape.kind === 'struct' && depth < 8) {
    for (const member of [...shape.members, ...(shape.variants?.variants.map((variant) => variant.member) ?? [])]) {
      const inner = value.member(member);
      if (inner.shape.sizeBytes === 0) continue;
      try {
        return pointerInside(inner, depth + 1);
      } catch (error) {
        if (!(error instanceof UnknownLayout)) throw error;
      }
    }
  }
  throw new UnknownLayout(`no pointer in ${value.type.name}`);
}

/** The address that a pointer holds, whether something stands beside it or not, as a plain pointer. */
export function addressIn(value: Value): Value {
  const pointer = pointerInside(value);
  const shape = pointer.shape;
  return shape.kind === 'struct' ? path(pointer, addressMember(shape)!) : pointer;
}

/** An empty container may point anywhere, also nowhere. */
export async function pointeeOrEmpty(pointer: Value): Promise<Value> {
  return (await pointer.number()) === 0 ? pointer : pointer.pointee();
}

/**
 * What lies at a place inside of an allocation that `pointer` points to, such as the value behind an Rc's counters: of
 * fixed size, or as a pointer to it with the same companion. A trait object's place is aligned as its table says.
 */
export async function contentBehind(pointer: Value, content: Value, name: string): Promise<Value> {
  const shape = pointer.shape;
  const address = shape.kind === 'struct' ? addressMember(shape) : undefined;
  if (!address || content.address === null) return content;
  const companion = path(pointer, COMPANIONS[address]);
  const start = await path(pointer, address).number();
  const offset = content.address - start;
  const aligned = address === 'pointer' ? start + alignedTo(offset, await alignmentIn(companion)) : content.address;
  return widePointer(`&${name}`, address, { type: content.type, address: aligned }, companion);
}

/** A table of methods begins with: function to drop, size, alignment. */
export async function alignmentIn(vtable: Value): Promise<number> {
  const word = vtable.sizeBytes;
  const table = await vtable.pointee();
  const alignment = await new Value({ kind: 'base', name: 'usize', sizeBytes: word, encoding: 'unsigned' }, table.storage.at(2 * word), table.context).number();
  if (!Number.isInteger(Math.log2(alignment))) throw new Unavailable('unreadable: the table of methods is damaged');
  return alignment;
}

const alignedTo = (offset: number, alignment: number): number => Math.ceil(offset / alignment) * alignment;

function widePointer(name: string, address: Address, target: { type: TypeInfo; address: number }, companion: Value): Value {
  const word = companion.sizeBytes;
  const pointer: TypeInfo = { kind: 'pointer', name: `*const ${strip(target.type).name}`, sizeBytes: word, flavour: 'pointer', target: target.type };
  const members = [{ name: address, type: pointer, offsetBytes: 0, artificial: false }, { name: COMPANIONS[address], type: companion.type, offsetBytes: word, artificial: false }];
  const type: StructType = { kind: 'struct', name, sizeBytes: 2 * word, flavour: 'struct', members, bases: [], variants: null, typeParameters: [] };
  return heldTogether(type, bytesOf(BigInt(target.address), word), companion, companion.context);
}

/** The companion is read when somebody asks for it. */
function heldTogether(type: TypeInfo, address: Uint8Array, companion: Value, context: ValueContext): Value {
  const held = new HeldBytes(address);
  const size = address.length;
  return new Value(type, {
    address: null,
    read: async (offset, length) => {
      const both = new Uint8Array([...(await held.read(0, size)), ...(await companion.bytes())]);
      return new HeldBytes(both).read(offset, length);
    },
    at(offset) {
      return offset < size ? held.at(offset) : companion.storage.at(offset - size);
    },
  }, context);
}

/** Where Rust's containers and pointers come from: a program's own types may bear the same names. */
const LIBRARIES = /^(?:core|alloc|std|hashbrown|lock_api|parking_lot|once_cell|crossbeam_utils)::/;

/** Of one of these names, or of any. */
export function isLibraryType(shape: TypeInfo, ...names: string[]): shape is StructType {
  return isStruct(shape) && (names.length === 0 || names.includes(plainName(shape))) && LIBRARIES.test(shape.name);
}

/** A struct with a `buf` and a `len`, which is what Vec, String and their kin are in the end. */
export function vecInside(value: Value, depth = 0): Value {
  if (memberNamed(value, 'buf') && memberNamed(value, 'len')) return value;
  const [first] = value.shape.kind === 'struct' ? value.shape.members.filter((member) => strip(member.type).sizeBytes !== 0) : [];
  if (!first || depth > 5) throw new UnknownLayout(`no Vec in ${value.type.name}`);
  return vecInside(value.member(first), depth + 1);
}
