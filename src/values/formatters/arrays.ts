import { strip, type ArrayType } from '../../symbols/type-info';
import { textOfCString } from '../text';
import { elementOf, type Formatter, type Parts, type Value } from '../value';
import { sequence, textRow } from './formatter';
import { sequenceText } from './list';

/** `char[N]` that is no table of numbers: text up to its NUL. */
export const characterArray = textRow({
  name: 'character array',
  matches(shape) {
    const element = shape.kind === 'array' && shape.counts.length === 1 ? strip(shape.element) : undefined;
    return element?.kind === 'base' && element.encoding === 'signed-char' && element.sizeBytes === 1;
  },
  text: (value) => textOfCString(value.as((value.shape as ArrayType).element), countOf(value)),
  parts: (value) => Promise.resolve(elements(value)),
});

export const array: Formatter = {
  name: 'array',
  matches: (shape) => shape.kind === 'array',
  summary: async (value, inside) => ((value.shape as ArrayType).counts[0] === null ? '[…]' : sequenceText(elements(value), inside)),
  parts: (value) => Promise.resolve(elements(value)),
};

function elements(value: Value): Parts {
  return sequence(countOf(value), (index) => value.element(index));
}

/** The outermost dimension; a flexible array has as many elements as its allocation, which nobody wrote down. */
function countOf(value: Value): number {
  const shape = value.shape as ArrayType;
  return elementOf(shape).sizeBytes > 0 || shape.sizeBytes === 0 ? (shape.counts[0] ?? 0) : 0;
}
