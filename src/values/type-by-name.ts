import { strip, type BaseType, type PointerType, type TypeInfo } from '../symbols/type-info';
import type { ValueContext } from './value';

const base = (sizeBytes: number, encoding: BaseType['encoding'], ...names: string[]): [string, BaseType][] => names.map((name) => [name, { kind: 'base', name, sizeBytes, encoding }]);

/** What C, C++ and Rust call the types that everybody has; sizes are those of wasm32. */
export const BASE_TYPES: ReadonlyMap<string, TypeInfo> = new Map<string, TypeInfo>([
  ...base(1, 'boolean', 'bool', '_Bool'),
  ...base(1, 'signed-char', 'char', 'signed char'),
  ...base(1, 'unsigned-char', 'unsigned char'),
  ...base(1, 'signed', 'int8_t', 'i8'),
  ...base(1, 'unsigned', 'uint8_t', 'u8'),
  ...base(2, 'signed', 'short', 'short int', 'int16_t', 'i16'),
  ...base(2, 'unsigned', 'unsigned short', 'unsigned short int', 'uint16_t', 'u16'),
  ...base(4, 'signed', 'int', 'signed', 'signed int', 'long', 'long int', 'int32_t', 'intptr_t', 'ptrdiff_t', 'ssize_t', 'i32', 'isize'),
  ...base(4, 'unsigned', 'unsigned', 'unsigned int', 'unsigned long', 'unsigned long int', 'uint32_t', 'uintptr_t', 'size_t', 'u32', 'usize'),
  ...base(8, 'signed', 'long long', 'long long int', 'int64_t', 'i64'),
  ...base(8, 'unsigned', 'unsigned long long', 'unsigned long long int', 'uint64_t', 'u64'),
  ...base(16, 'signed', '__int128', 'i128'),
  ...base(16, 'unsigned', 'unsigned __int128', 'u128'),
  ...base(4, 'float', 'float', 'f32'),
  ...base(8, 'float', 'double', 'f64'),
  ...base(16, 'float', 'long double'),
  ...base(2, 'utf', 'char16_t'),
  ...base(4, 'utf', 'char32_t'),
  ...base(4, 'signed', 'wchar_t'),
]);

const VOID: TypeInfo = { kind: 'base', name: 'void', sizeBytes: null, encoding: 'void' };
const MAX_STARS = 8;

/** A type as one writes it: `unsigned int`, `struct item *`, `*const u8`, `ns::Type<int>`. undefined: there is none of this name. `isShort`: scopes may be left out. */
export async function typeByName(text: string, context: ValueContext, isShort = false, depth = 0): Promise<TypeInfo | undefined> {
  const written = text.replace(/\b(?:const|volatile|struct|union|enum|class|typename)\b(?!\s*\*?$)/g, ' ').replace(/\s+/g, ' ').trim();
  const pointee = /^(?:\*(?:const|mut)?|&(?:mut\b)?) ?(.+)$/.exec(written)?.[1] ?? /^(.+?) ?\*(?: ?const)?$/.exec(written)?.[1];
  if (pointee !== undefined) {
    const target = depth > MAX_STARS ? undefined : await typeByName(pointee, context, isShort, depth + 1);
    return target && pointerTo(target, text.trim());
  }
  if (written === 'void') return VOID;
  return BASE_TYPES.get(written) ?? named(written, context, isShort);
}

/** Names of the standard library are written without its inline namespace; compilers put a blank between brackets. */
async function named(name: string, context: ValueContext, isShort: boolean): Promise<TypeInfo | undefined> {
  const spaced = name.replace(/>(?=>)/g, '> ');
  const names = [name, spaced, ...(/\bstd::(?!__)/.test(name) ? ['__2', '__1'].map((inner) => spaced.replace(/\bstd::(?!__)/g, `std::${inner}::`)) : [])];
  for (const each of new Set(names)) {
    const type = await context.typeNamed?.(each.replace(/^::/, ''), isShort);
    if (type) return type;
  }
  return undefined;
}

export function pointerTo(target: TypeInfo, name = `${target.name} *`): PointerType {
  return { kind: 'pointer', name, sizeBytes: 4, flavour: 'pointer', target };
}

/** Whether a type has values of its own. */
export const isComplete = (type: TypeInfo): boolean => strip(type).sizeBytes !== null;
