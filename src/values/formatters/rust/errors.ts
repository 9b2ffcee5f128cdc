import { lastPart } from '../../../symbols/name-parts';
import { strip, type StructType, type TypeInfo } from '../../../symbols/type-info';
import type { Formatter } from '../../value';
import { standIn } from '../formatter';
import { path } from '../layout';
import { activeVariant, payloadOf } from './enums';
import { isLibraryType } from './pointers';

/** `io::Error`: a kind, a number of the system, or an error of its own. */
export const rustIoError = standIn({
  name: 'Rust io::Error',
  matches: (shape) => isLibraryType(shape, 'Error') && shape.name.startsWith('std::io::') && shape.members.some(({ name }) => name === 'repr'),
  async target(value) {
    const repr = path(value, 'repr', '__0');
    const { variant } = await activeVariant(repr);
    return variant.name === 'Os' ? repr : ((await payloadOf(repr)) ?? repr);
  },
});

const isLibraryError = (shape: TypeInfo): shape is StructType => isLibraryType(shape) && /Error$/.test(lastPart(shape.name)) && shape.variants === null;
const sized = (shape: StructType): StructType['members'] => shape.members.filter(({ type }) => strip(type).sizeBytes !== 0);

/** `ParseIntError` and its like hold what kind they are of, or nothing at all. */
export const rustLibraryError = standIn({
  name: 'Rust library error',
  matches: (shape) => isLibraryError(shape) && sized(shape).length === 1,
  target: (value) => Promise.resolve(value.member(sized(value.shape as StructType)[0]!)),
});

/** All that a value of a type without size tells is its type. */
export const rustUnitError: Formatter = {
  name: 'Rust library error that holds nothing',
  matches: (shape) => isLibraryError(shape) && sized(shape).length === 0,
  summary: (value) => Promise.resolve(lastPart(value.shape.name)),
};
