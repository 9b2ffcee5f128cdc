import { textOfBytes } from '../text';
import type { Parts, Value } from '../value';
import { UnknownLayout, sequence, textRow } from './formatter';
import { isStruct, memberNamed, path, plainName } from './layout';
import { sequenceRow } from './list';

/**
 * libc++'s `std::string`. Short ones stand in the object itself; one bit, kept beside the short size, tells. Where
 * that bit is depends on the ABI: before the text in the first byte, or behind it in the last (Emscripten).
 */
export const cppString = textRow({
  name: 'libc++ string',
  matches: (shape) => isStruct(shape) && /(?:^|::)basic_string<char\b/.test(shape.name),
  async text(value) {
    const representation = representationOf(value);
    const short = path(representation, '__s');
    const text = path(short, '__data_');
    const offsetOf = (member: Value): number => member.address! - short.address!;
    if (short.address === null) throw new UnknownLayout('a string outside of memory');
    const sizeFirst = offsetOf(text) > 0;
    const flagAt = sizeFirst ? 0 : short.sizeBytes - 1;
    const flags = (await short.storage.read(flagAt, 1))[0]!;
    const isLong = (flags & (sizeFirst ? 1 : 0x80)) !== 0;
    if (!isLong) return textOfBytes(text, sizeFirst ? flags >> 1 : flags & 0x7f);
    const long = path(representation, '__l');
    return textOfBytes(await path(long, '__data_').pointee(), await path(long, '__size_').number());
  },
});

/** The string's union, wrapped in a compressed pair until LLVM 19. */
function representationOf(value: Value): Value {
  const holder = memberNamed(value, '__rep_') ?? memberNamed(value, '__r_');
  if (!holder) throw new UnknownLayout(value.type.name);
  return memberNamed(holder, '__value_') ?? holder;
}

export const cppVector = sequenceRow({
  name: 'libc++ vector',
  matches: (shape) => isStruct(shape) && plainName(shape) === 'vector' && /(?:^|::)vector<(?!bool\b)/.test(shape.name),
  parts: vectorParts,
});

async function vectorParts(value: Value): Promise<Parts> {
  const begin = path(value, '__begin_');
  const from = await begin.number();
  const to = await path(value, '__end_').number();
  if (to <= from) return sequence(0, () => begin);
  const first = await begin.pointee();
  const sizeBytes = first.sizeBytes;
  if (sizeBytes === 0) throw new UnknownLayout(value.type.name);
  const held = await first.readAhead(to - from);
  return sequence(Math.floor((to - from) / sizeBytes), (index) => held.offsetBy(index * sizeBytes));
}
