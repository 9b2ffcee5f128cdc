import { textOfBytes } from '../../text';
import type { Formatter, Text, Value } from '../../value';
import { UnknownLayout, standIn, textRow } from '../formatter';
import { isStruct, memberNamed, path } from '../layout';
import { plainParts } from '../structs';
import { addressIn, pointeeOrEmpty } from './pointers';

/** What `Chars` still has before it. */
export const rustChars = textRow({
  name: 'Rust Chars',
  matches: (shape) => isStruct(shape) && shape.name === 'core::str::iter::Chars',
  async text(value) {
    const bytes = path(value, 'iter');
    const start = addressIn(path(bytes, 'ptr'));
    const end = await addressIn(memberNamed(bytes, 'end_or_len') ?? path(bytes, 'end')).number();
    return textOfBytes(await pointeeOrEmpty(start), Math.max(0, end - (await start.number())));
  },
});

/** What a loop over a path's components still has before it. */
export const rustComponents = textRow({
  name: 'Rust Components',
  matches: (shape) => isStruct(shape) && shape.name === 'std::path::Components',
  async text(value) {
    const rest = path(value, 'path');
    return textOfBytes(await pointeeOrEmpty(path(rest, 'data_ptr')), await path(rest, 'length').number());
  },
});

/** The same, and at which byte of the text that is. */
export const rustCharIndices = standIn({
  name: 'Rust CharIndices',
  matches: (shape) => isStruct(shape) && shape.name === 'core::str::iter::CharIndices',
  target: (value) => Promise.resolve(path(value, 'iter')),
  note: async (value) => `from byte ${await path(value, 'front_offset').number()}`,
});

/** What is still to be split: all that `split` and its like make holds a `SplitInternal`, `lines` one that looks for line ends. */
export const rustSplit = textRow({
  name: 'Rust split',
  matches: (shape) => isStruct(shape) && /^core::str::iter::(?:R?Split(?:N|Terminator|Inclusive|Whitespace)?|RSplit\w+|Lines)(?:<.*)?$/.test(shape.name),
  async text(value): Promise<Text> {
    const split = holderOf(value, 'matcher');
    const haystack = path(holderOf(path(split, 'matcher'), 'haystack'), 'haystack');
    const first = await pointeeOrEmpty(path(haystack, 'data_ptr'));
    const isFinished = (await path(split, 'finished').number()) !== 0;
    const [start, end] = isFinished ? [0, 0] : [await path(split, 'start').number(), await path(split, 'end').number()];
    if (end < start || end > (await path(haystack, 'length').number())) throw new UnknownLayout(value.type.name);
    return textOfBytes(first.offsetBy(start), end - start);
  },
});

const ENTRIES = /^(?:std::collections::hash|hashbrown|alloc::collections::(?:btree|linked_list))::(?:\w+::)*(?:Iter|IterMut|IntoIter|Keys|Values|ValuesMut|IntoKeys|IntoValues|Drain)</;
const COUNTS = ['items', 'length', 'len'];

/** How many entries a loop over a hash table, a tree or a linked list still has before it. */
export const rustEntryIterator: Formatter = {
  name: 'Rust iterator of entries',
  matches: (shape) => isStruct(shape) && ENTRIES.test(shape.name),
  async summary(value) {
    const holder = holderOf(value, ...COUNTS);
    const count = COUNTS.map((name) => memberNamed(holder, name)).find((found) => found !== undefined)!;
    return `${await count.number()} left`;
  },
  parts: (value) => plainParts(value),
};

const MAX_DEPTH = 8;

/** The outermost struct in a value, itself included, that has a member of one of these names. */
function holderOf(value: Value, ...names: readonly string[]): Value {
  let level = [value];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const found = level.find((each) => names.some((name) => memberNamed(each, name)));
    if (found) return found;
    level = level.flatMap((each) => (each.shape.kind === 'struct' ? each.shape.members.map((member) => each.member(member)) : []));
  }
  throw new UnknownLayout(value.type.name);
}
