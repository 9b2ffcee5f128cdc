import { strip, type TypeInfo } from '../../symbols/type-info';

/** How C names the types of its wide characters, which are numbers to the debug information. */
const WIDE = /^(?:wchar_t|char16_t|char32_t)$/;

/** The size of a character of a text, in bytes; undefined where a pointer or an array of the type is no text. */
export function characterBytes(type: TypeInfo): number | undefined {
  const shape = strip(type);
  if (shape.kind !== 'base' || shape.sizeBytes === null || ![1, 2, 4].includes(shape.sizeBytes)) return undefined;
  const names = namesOf(type);
  if (isNamedNumber(type)) return undefined;
  if (shape.encoding === 'signed-char') return shape.sizeBytes === 1 ? 1 : undefined;
  // Rust's `char` is no part of a text.
  if (shape.encoding === 'utf') return shape.name === 'char' ? undefined : shape.sizeBytes;
  return names.some((name) => WIDE.test(name)) ? shape.sizeBytes : undefined;
}

/** `int8_t` is a character to DWARF and a number to who wrote it. */
export const isNamedNumber = (type: TypeInfo): boolean => type.kind !== 'base' && namesOf(type).some((name) => /^u?int(?:_least|_fast)?8_t$/.test(name.replace(/^std::(?:__\w+::)?/, '')));

/** `wchar_t`, which is a number to the debug information, and in C the others. */
export function isWideCharacter(type: TypeInfo): boolean {
  const shape = strip(type);
  return shape.kind === 'base' && shape.encoding !== 'utf' && namesOf(type).some((name) => WIDE.test(name));
}

function namesOf(type: TypeInfo): string[] {
  const names: string[] = [];
  let current = type;
  for (let step = 0; step < 16; step++) {
    if (current.kind !== 'qualified') names.push(current.name);
    if (current.kind !== 'typedef' && current.kind !== 'qualified') break;
    current = current.target;
  }
  return names;
}
