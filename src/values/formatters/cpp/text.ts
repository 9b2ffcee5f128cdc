import { strip, type PointerType } from '../../../symbols/type-info';
import { textOfBytes, textOfUnits } from '../../text';
import type { Text, Value } from '../../value';
import { UnknownLayout, textRow } from '../formatter';
import { memberNamed, path } from '../layout';
import { anyOf, isLibraryType } from './library';

/**
 * libc++'s `std::string` and its kin. Short ones stand in the object itself; one bit, kept beside the short size, tells.
 * Where that bit is depends on the ABI: before the text in the first byte, or behind it in the last (Emscripten).
 */
export const cppString = textRow({
  name: 'libc++ string',
  matches: (shape) => isLibraryType(shape, 'basic_string'),
  async text(value) {
    const { short, long, isLong, shortSize, unitBytes } = await representationOf(value);
    if (!isLong) return textOf(short.shape.kind === 'array' ? short.element(0) : short, shortSize, unitBytes);
    return textOf(await path(long, '__data_').pointee(), await path(long, '__size_').number(), unitBytes);
  },
  async room(value) {
    const { short, long, isLong, isSizeFirst, sizePlace, capacityPlace, unitBytes } = await representationOf(value);
    if (short.address === null) return undefined;
    if (isLong) {
      // One bit of the word says that the string is a long one; the NUL counts.
      const capacity = (await capacityPlace.number()) & (isSizeFirst ? ~1 : 0x7fff_ffff);
      return { address: await path(long, '__data_').number(), unitBytes, capacity: capacity - 1, hasNul: true, lengths: (units) => [{ place: path(long, '__size_'), value: BigInt(units) }] };
    }
    const capacity = short.shape.kind === 'array' ? (short.shape.counts[0] ?? 1) : 1;
    return { address: short.address, unitBytes, capacity: capacity - 1, hasNul: true, lengths: (units) => [{ place: sizePlace, value: BigInt(isSizeFirst ? units << 1 : units) }] };
  },
});

interface Representation {
  /** The text of a short string, in the object itself. */
  readonly short: Value;
  readonly long: Value;
  readonly isLong: boolean;
  readonly isSizeFirst: boolean;
  readonly shortSize: number;
  /** The byte that says how long a short string is. */
  readonly sizePlace: Value;
  /** The word that says how much a long one has room for. */
  readonly capacityPlace: Value;
  readonly unitBytes: number;
}

async function representationOf(value: Value): Promise<Representation> {
  const whole = anyOf(value, '__rep_', '__r_');
  const short = path(whole, '__s');
  const long = path(whole, '__l');
  const pointer = path(long, '__data_');
  const shape = short.shape;
  const data = shape.kind === 'struct' ? shape.members.find(({ name }) => name === '__data_') : undefined;
  if (!data) throw new UnknownLayout(value.type.name);
  const isSizeFirst = data.offsetBytes > 0;
  const numberAt = (offset: number, sizeBytes: number): Value => short.offsetBy(isSizeFirst ? 0 : offset).as({ kind: 'base', name: 'size', sizeBytes, encoding: 'unsigned' });
  const sizePlace = numberAt(short.sizeBytes - 1, 1);
  const flags = await sizePlace.number();
  return {
    short: short.member(data), long, isSizeFirst, sizePlace,
    isLong: (flags & (isSizeFirst ? 1 : 0x80)) !== 0,
    shortSize: isSizeFirst ? flags >> 1 : flags & 0x7f,
    capacityPlace: numberAt(long.sizeBytes - pointer.sizeBytes, pointer.sizeBytes),
    unitBytes: unitOf(pointer),
  };
}

export const cppStringView = textRow({
  name: 'libc++ string_view',
  matches: (shape) => isLibraryType(shape, 'basic_string_view'),
  async text(value) {
    const length = await anyOf(value, '__size_', '__size').number();
    if (length === 0) return { text: '', cut: false, length };
    const pointer = anyOf(value, '__data_', '__data');
    return textOf(await pointer.pointee(), length, unitOf(pointer));
  },
});

/** `std::filesystem::path` is the text that it was made of. */
export const cppPath = textRow({
  name: 'libc++ path',
  matches: (shape) => /^std::(?:__\w+::)?filesystem::(?:__\w+::)?path$/.test(shape.name),
  text: async (value) => {
    const name = memberNamed(value, '__pn_');
    if (!name) throw new UnknownLayout(value.type.name);
    return cppString.text!(name);
  },
});

const unitOf = (pointer: Value): number => strip((pointer.shape as PointerType).target).sizeBytes ?? 1;

const textOf = (start: Value, length: number, unitBytes: number): Promise<Text> => (unitBytes === 1 ? textOfBytes(start, length) : textOfUnits(start, length, unitBytes));
