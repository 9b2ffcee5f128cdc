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
    const representation = anyOf(value, '__rep_', '__r_');
    const short = path(representation, '__s');
    const text = path(short, '__data_');
    const shape = short.shape;
    const pointer = path(representation, '__l', '__data_');
    const unit = unitOf(pointer);
    const data = shape.kind === 'struct' ? shape.members.find(({ name }) => name === '__data_') : undefined;
    if (!data) throw new UnknownLayout(value.type.name);
    const sizeFirst = data.offsetBytes > 0;
    const flags = (await short.storage.read(sizeFirst ? 0 : short.sizeBytes - 1, 1))[0]!;
    const isLong = (flags & (sizeFirst ? 1 : 0x80)) !== 0;
    if (!isLong) return textOf(text.shape.kind === 'array' ? text.element(0) : text, sizeFirst ? flags >> 1 : flags & 0x7f, unit);
    return textOf(await pointer.pointee(), await path(representation, '__l', '__size_').number(), unit);
  },
});

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
