import { strip, type StructType, type TypeInfo } from '../../../symbols/type-info';
import type { Value } from '../../value';
import { standIn } from '../formatter';
import { isStruct, plainName } from '../layout';
import { isLibraryType } from './pointers';

const WRAPPERS = new Set([
  'Cell', 'UnsafeCell', 'SyncUnsafeCell', 'OnceCell', 'LazyCell', 'ManuallyDrop', 'MaybeDangling', 'MaybeUninit', 'Wrapping', 'Saturating', 'Pin', 'NonNull', 'Unique', 'NonZero',
  'Box', 'GenFuture', 'CachePadded', 'AssertUnwindSafe',
]);

/** Types that only say something about the one value inside. */
export const rustWrapper = standIn({
  name: 'Rust wrapper',
  matches: (shape) => isLibraryType(shape) && isWrapper(shape) && wrapped(shape) !== undefined,
  target: (value) => Promise.resolve(value.member(wrapped(value.shape as StructType)!)),
});

const BOOL: TypeInfo = { kind: 'base', name: 'bool', sizeBytes: 1, encoding: 'boolean' };

/** A number in wrappers of its own; `AtomicBool`, later `Atomic<bool>`, holds its bit as a byte. */
export const rustAtomic = standIn({
  name: 'Rust atomic',
  matches: (shape) => isStruct(shape) && /^core::sync::atomic::Atomic/.test(shape.name),
  target: (value) => Promise.resolve(/Atomic(?:Bool$|<bool>)/.test(value.shape.name) ? value.as(BOOL) : scalarInside(value)),
});

const isWrapper = (shape: StructType): boolean => WRAPPERS.has(plainName(shape)) || /^core::num::(?:nonzero::NonZero|niche_types::)/.test(shape.name);

/** The only member that takes any room. */
function wrapped(shape: StructType): StructType['members'][number] | undefined {
  const sized = shape.members.filter((member) => strip(member.type).sizeBytes !== 0);
  return sized.length === 1 ? sized[0] : undefined;
}

/** The number inside of cells, atomics and flags; of anything else the last that holds but one. */
export function scalarInside(value: Value): Value {
  const member = value.shape.kind === 'struct' ? wrapped(value.shape) : undefined;
  return member ? scalarInside(value.member(member)) : value;
}
