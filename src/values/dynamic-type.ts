import { demangleCpp } from '../symbols/demangle-cpp';
import { strip, type PointerType, type TypeInfo } from '../symbols/type-info';
import { signedOf } from './scalar';
import { Unavailable, unsignedOf } from './storage';
import { textOfCString } from './text';
import { typeByName } from './type-by-name';
import type { Value, ValueContext } from './value';

/** What an object really is, and where in it the part begins that was asked about. */
interface DynamicType {
  /** As its author would write it. */
  readonly name: string;
  /** undefined where the debug information does not describe it. */
  readonly type: TypeInfo | undefined;
  readonly offsetToTop: number;
}

/** Virtual tables stand in constant data: each is read once. */
const known = new WeakMap<ValueContext, Map<number, Promise<DynamicType | undefined>>>();

/** What a pointer or reference points to: of a class with virtual functions, the whole object as what it is. */
export async function dynamicPointee(pointer: Value): Promise<Value> {
  const target = await pointer.pointee();
  const found = await dynamicTypeOf(target).catch(ifUnavailable);
  if (!found?.type || target.address === null || found.type.name === strip(target.type).name) return target;
  return target.placedAt(found.type, target.address + found.offsetToTop);
}

export const mayBeDynamic = (type: PointerType): boolean => virtualTableOf(strip(type.target)) !== undefined;

/** undefined where its virtual table does not say: a class without one, memory that holds none, code without RTTI. */
export async function dynamicTypeOf(object: Value): Promise<DynamicType | undefined> {
  const place = virtualTableOf(object.shape);
  if (!place) return undefined;
  const table = Number(await wordAt(object, place.offsetBytes, place.sizeBytes));
  if (table < 2 * place.sizeBytes) return undefined;
  const tables = known.get(object.context) ?? new Map<number, Promise<DynamicType | undefined>>();
  known.set(object.context, tables);
  if (!tables.has(table)) tables.set(table, readTable(object, table, place.sizeBytes).catch(ifUnavailable));
  return tables.get(table);
}

/** Itanium C++ ABI, 2.5.2: before a virtual table stand the way to the whole object and its type's `std::type_info`, whose second word is its name. */
async function readTable(object: Value, table: number, word: number): Promise<DynamicType | undefined> {
  const header = object.placedAt(object.type, table - 2 * word);
  const info = Number(await wordAt(header, word, word));
  if (info === 0) return undefined;
  const demangled = await typeInfoName(object.placedAt(object.type, info), word);
  if (demangled === undefined) return undefined;
  return { name: demangled, type: await typeByName(demangled, object.context), offsetToTop: Number(signedOf(await header.storage.read(0, word))) };
}

/** The type that a `std::type_info` is of, as its author would write it. */
export async function typeInfoName(info: Value, word: number): Promise<string | undefined> {
  const name = Number(await wordAt(info, word, word));
  const { text, cut } = await textOfCString(info.placedAt(CHAR, name), MAX_NAME_BYTES);
  if (cut || !/^[\w*$.]+$/.test(text)) return undefined;
  return demangleCpp(`_ZTS${text.replace(/^\*/, '')}`)?.full.replace(/^typeinfo name for /, '');
}

/** Of C++'s library, which is mostly built without debug information: declared, and nowhere described. */
const POLYMORPHIC = /^std::(?:__\w+::)?(?:exception|error_category|\w+_error|bad_\w+|out_of_range|invalid_argument)$/;
const MAX_NAME_BYTES = 2_048;
const MAX_DEPTH = 8;
const CHAR: TypeInfo = { kind: 'base', name: 'char', sizeBytes: 1, encoding: 'signed-char' };

const wordAt = async (value: Value, offset: number, size: number): Promise<bigint> => unsignedOf(await value.storage.read(offset, size));

/** Where an object keeps the address of its virtual table: in itself or in its first base that has one. */
export function virtualTableOf(shape: TypeInfo, depth = 0): { offsetBytes: number; sizeBytes: number } | undefined {
  if (shape.kind !== 'struct' || depth > MAX_DEPTH) return undefined;
  const own = shape.members.find(({ name }) => name.startsWith('_vptr'));
  if (own) return { offsetBytes: own.offsetBytes, sizeBytes: own.type.sizeBytes ?? 4 };
  if (shape.sizeBytes === null && POLYMORPHIC.test(shape.name)) return { offsetBytes: 0, sizeBytes: 4 };
  for (const base of shape.bases) {
    const inherited = base.virtualOffset === undefined ? virtualTableOf(strip(base.type), depth + 1) : undefined;
    if (inherited) return { ...inherited, offsetBytes: inherited.offsetBytes + base.offsetBytes };
  }
  return undefined;
}

function ifUnavailable(error: unknown): undefined {
  if (!(error instanceof Unavailable)) throw error;
}
