import type { BaseType, EnumType } from '../symbols/type-info';
import { quadFromNumber, quadText, quadToNumber } from './quad';
import { unsignedOf } from './storage';
import { quoteCharacter } from './text';

/** Text of a value of a base type, as its language writes it (encodings: DWARF 5, 7.8). */
export function formatBase(type: BaseType, bytes: Uint8Array): string {
  // Rust's `()`, which is a number without bytes to the debug information.
  if (type.sizeBytes === 0) return type.name;
  switch (type.encoding) {
    case 'void':
      return 'void';
    case 'boolean':
      return formatBoolean(unsignedOf(bytes));
    case 'signed':
      return String(signedOf(bytes));
    case 'unsigned':
      return String(unsignedOf(bytes));
    case 'signed-char':
      return formatCharacter(signedOf(bytes), bytes.length);
    case 'unsigned-char':
      return formatCharacter(unsignedOf(bytes), bytes.length);
    case 'utf':
      return formatScalarValue(Number(unsignedOf(bytes)));
    case 'float':
      return formatFloat(bytes);
    case 'complex-float':
      return formatComplex(bytes);
  }
}

/** Integers and characters, with all their digits; undefined for other types. */
export function formatHex(type: BaseType, bytes: Uint8Array): string | undefined {
  const isInteger = ['signed', 'unsigned', 'signed-char', 'unsigned-char', 'utf'].includes(type.encoding) && bytes.length > 0;
  return isInteger ? `0x${unsignedOf(bytes).toString(16).padStart(bytes.length * 2, '0')}` : undefined;
}

/** The enumerator's name; a combination of flags as `A | B`; otherwise the number. */
export function formatEnum(type: EnumType, bytes: Uint8Array): string {
  const value = type.signed ? signedOf(bytes) : unsignedOf(bytes);
  const exact = type.enumerators.find((enumerator) => isSameNumber(enumerator.value, value, bytes.length));
  return exact ? exact.name : (formatFlags(type, value) ?? String(value));
}

/** Compilers write enumerators signed or unsigned as they please: only the stored bits count. */
export function isSameNumber(written: bigint, value: bigint, sizeBytes: number): boolean {
  return BigInt.asUintN(sizeBytes * 8, written) === BigInt.asUintN(sizeBytes * 8, value);
}

/** Only enumerations whose every value is a single bit or none are flags: 3 in {A=1, B=2, C=4} is `A | B`, in {A=1, B=2, C=3, …} it is C. */
function formatFlags(type: EnumType, value: bigint): string | undefined {
  const flags = type.enumerators.filter((enumerator) => enumerator.value > 0n);
  const single = flags.filter((flag) => (flag.value & (flag.value - 1n)) === 0n);
  if (value <= 0n || single.length < 2 || single.length * 2 < flags.length || isCounted(flags)) return undefined;
  const set = single.filter((flag) => (value & flag.value) !== 0n);
  if (set.length === 0) return undefined;
  const rest = set.reduce((left, flag) => left & ~flag.value, value);
  return [...set.map((flag) => flag.name), ...(rest ? [`0x${rest.toString(16)}`] : [])].join(' | ');
}

/** 1, 2, 3, … without a gap: a number beyond them is no combination of theirs. */
const isCounted = (flags: EnumType['enumerators']): boolean => flags.length > 2 && new Set(flags.map(({ value }) => value)).size === Number(flags.reduce((largest, { value }) => (value > largest ? value : largest), 0n));

export function signedOf(bytes: Uint8Array): bigint {
  return BigInt.asIntN(bytes.length * 8, unsignedOf(bytes));
}

function formatBoolean(value: bigint): string {
  return value === 0n ? 'false' : value === 1n ? 'true' : `true (${value})`;
}

/** C's `char` is a number first: `97 'a'`. */
function formatCharacter(value: bigint, size: number): string {
  const code = Number(BigInt.asUintN(size * 8, value));
  return size === 1 && code >= 0x80 ? String(value) : `${value} ${quoteCharacter(code)}`;
}

/** C's `wchar_t` is a number first, too: `223 'ß'`. */
export function formatWide(type: BaseType, bytes: Uint8Array): string {
  const code = Number(unsignedOf(bytes));
  return code >= 0x20 && isScalarValue(code) ? `${code} ${quoteCharacter(code)}` : formatBase(type, bytes);
}

/** Rust's `char`, C's char16_t and char32_t: a Unicode scalar value, or a sign that the bytes are none. */
function formatScalarValue(code: number): string {
  return isScalarValue(code) ? quoteCharacter(code) : `0x${code.toString(16)} (no character)`;
}

/** Of Unicode: all code points but the surrogates. */
export function isScalarValue(code: number): boolean {
  return code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
}

export function formatFloat(bytes: Uint8Array): string {
  if (bytes.length === 16) return quadText(unsignedOf(bytes));
  const value = floatOf(bytes);
  if (value === undefined) return `<float of ${bytes.length} bytes>`;
  return bytes.length === 4 ? shortestFloat32(value) : decimal(value);
}

/** undefined where there is no float of that size. */
export function floatOf(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (bytes.length) {
    case 2:
      return halfOf(view.getUint16(0, true));
    case 4:
      return view.getFloat32(0, true);
    case 8:
      return view.getFloat64(0, true);
    case 16:
      return quadToNumber(unsignedOf(bytes));
    default:
      return undefined;
  }
}

/** The bytes of a float of that size, rounded where it has to be; undefined where there is none of that size. */
export function floatBytes(value: number, sizeBytes: number): Uint8Array | undefined {
  const view = new DataView(new ArrayBuffer(sizeBytes));
  if (sizeBytes === 16) return quadFromNumber(value);
  if (sizeBytes === 8) view.setFloat64(0, value, true);
  else if (sizeBytes === 4) view.setFloat32(0, value, true);
  else return undefined;
  return new Uint8Array(view.buffer);
}

function formatComplex(bytes: Uint8Array): string {
  const half = bytes.length / 2;
  const imaginary = formatFloat(bytes.subarray(half));
  return `${formatFloat(bytes.subarray(0, half))} ${imaginary.startsWith('-') ? '-' : '+'} ${imaginary.replace(/^-/, '')}i`;
}

function decimal(value: number): string {
  return Object.is(value, -0) ? '-0' : Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf';
}

/** The fewest digits that give the same 32-bit float back: 0.1, not 0.10000000149011612. */
function shortestFloat32(value: number): string {
  if (!Number.isFinite(value) || value === 0) return decimal(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return decimal(short);
  }
  return decimal(Number(value.toPrecision(9)));
}

function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
