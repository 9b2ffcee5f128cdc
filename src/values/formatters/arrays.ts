import { LIMITS } from '../../base/limits';
import type { ArrayType } from '../../symbols/type-info';
import { textOfCString, textOfWideCString } from '../text';
import { elementOf, type Formatter, type Parts, type Value } from '../value';
import { characterBytes } from './characters';
import { sequence, textRow } from './formatter';
import { sequenceText } from './list';

/** `char[N]` that is no table of numbers: text up to its NUL. */
export const characterArray = textRow({
  name: 'character array',
  matches: (shape) => shape.kind === 'array' && shape.counts.length === 1 && characterBytes(shape.element) !== undefined,
  text(value) {
    const { element } = value.shape as ArrayType;
    const unitBytes = characterBytes(element)!;
    const start = value.as(element);
    // One whose length nobody wrote down ends with its NUL, one that is full has none.
    const count = isFlexible(value) ? Infinity : countOf(value);
    const read = Math.min(count, LIMITS.values.stringBytes);
    return (unitBytes === 1 ? textOfCString(start, read) : textOfWideCString(start, unitBytes, read)).then((text) => (text.cut && count === read ? { ...text, length: count, start } : text));
  },
  room(value) {
    const unitBytes = characterBytes((value.shape as ArrayType).element)!;
    const room = { address: value.address ?? 0, unitBytes, capacity: countOf(value) - 1, hasNul: true, lengths: () => [] };
    return Promise.resolve(value.address === null || isFlexible(value) || room.capacity < 0 ? undefined : room);
  },
  parts: (value) => Promise.resolve(elements(value)),
});

export const array: Formatter = {
  name: 'array',
  matches: (shape) => shape.kind === 'array',
  summary: async (value, inside) => (isFlexible(value) ? '[…]' : sequenceText(elements(value), inside)),
  parts: (value) => Promise.resolve(elements(value)),
};

const isFlexible = (value: Value): boolean => (value.shape as ArrayType).counts.includes(null);

function elements(value: Value): Parts {
  return sequence(countOf(value), (index) => value.element(index));
}

/** The outermost dimension; a flexible array has as many elements as its allocation, which nobody wrote down. */
function countOf(value: Value): number {
  const shape = value.shape as ArrayType;
  return elementOf(shape).sizeBytes > 0 || shape.sizeBytes === 0 ? (shape.counts[0] ?? 0) : 0;
}
