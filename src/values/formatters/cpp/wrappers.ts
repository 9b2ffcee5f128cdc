import { strip, type TypeInfo } from '../../../symbols/type-info';
import type { Formatter, NamedValue, Value } from '../../value';
import { formatFloat } from '../../scalar';
import { typeText } from '../../type-text';
import { UnknownLayout, partsOf, standIn } from '../formatter';
import { isStruct, memberNamed, path } from '../layout';
import { listText } from '../list';
import { anyOf, isLibraryType } from './library';

export const cppOptional: Formatter = {
  name: 'libc++ optional',
  matches: (shape) => isLibraryType(shape, 'optional'),
  async summary(value, inside) {
    const content = await contentOf(value);
    return content ? inside.showTarget(content) : 'nullopt';
  },
  async parts(value, inside) {
    const content = await contentOf(value);
    if (!content) return null;
    return (await inside.parts(await content.readAhead())) ?? partsOf([{ name: 'value', value: content }]);
  },
  target: contentOf,
};

async function contentOf(value: Value): Promise<Value | undefined> {
  const engaged = path(value, '__engaged_');
  return (await engaged.number()) === 0 ? undefined : path(value, '__val_');
}

const VALUELESS = [0xff, 0xffff, 0xffff_ffff];
const MAX_ALTERNATIVES = 256;

/** The index counts steps along the unions that hold one alternative and all others each. */
export const cppVariant: Formatter = {
  name: 'libc++ variant',
  matches: (shape) => isLibraryType(shape, 'variant'),
  async summary(value, inside) {
    const active = await alternative(value);
    return active ? `${await inside.showTarget(active)} (${typeText(strip(active.type))})` : 'valueless';
  },
  async parts(value, inside) {
    const active = await alternative(value);
    if (!active) return null;
    return (await inside.parts(await active.readAhead())) ?? partsOf([{ name: 'value', value: active }]);
  },
  target: alternative,
};

async function alternative(value: Value): Promise<Value | undefined> {
  const implementation = anyOf(value, '__impl_', '__impl');
  const index = await anyOf(implementation, '__index').number();
  if (VALUELESS.includes(index)) return undefined;
  if (index > MAX_ALTERNATIVES) throw new UnknownLayout(value.type.name);
  let union = anyOf(implementation, '__data');
  for (let step = 0; step < index; step++) union = path(union, '__tail');
  return path(path(union, '__head'), '__value');
}

/** `(1, "one")`, unfolded as `first` and `second`. */
export const cppPair: Formatter = {
  name: 'libc++ pair',
  matches: (shape) => isLibraryType(shape, 'pair'),
  summary: (value, inside) => listText(partsOf(firstAndSecond(value)), inside, { open: '(', close: ')', named: false }),
  parts: (value) => Promise.resolve(partsOf(firstAndSecond(value))),
};

const firstAndSecond = (value: Value): NamedValue[] => ['first', 'second'].map((name) => ({ name, value: path(value, name) }));

/** Elements by position: each is a base class of its own, which an empty one is the base of in turn. */
export const cppTuple: Formatter = {
  name: 'libc++ tuple',
  matches: (shape) => isLibraryType(shape, 'tuple'),
  summary: (value, inside) => listText(partsOf(leaves(value)), inside, { open: '(', close: ')', named: false }),
  parts: (value) => Promise.resolve(partsOf(leaves(value))),
};

function leaves(value: Value): NamedValue[] {
  const holder = memberNamed(value, '__base_');
  const shape = holder?.shape;
  if (!holder || shape?.kind !== 'struct') return [];
  return shape.bases.map((base, index) => {
    const leaf = holder.member(base);
    const shape = leaf.shape;
    const own = shape.kind === 'struct' ? shape.members.find(({ name }) => name === '__value_') : undefined;
    const empty = shape.kind === 'struct' ? shape.bases[0] : undefined;
    return { name: String(index), value: own ? leaf.member(own) : empty ? leaf.member(empty) : leaf };
  });
}

export const cppReferenceWrapper = standIn({
  name: 'libc++ reference_wrapper',
  matches: (shape) => isLibraryType(shape, 'reference_wrapper'),
  target: (value) => path(value, '__f_').pointee(),
});

export const cppAtomic = standIn({
  name: 'libc++ atomic',
  matches: (shape) => isLibraryType(shape, 'atomic'),
  target: (value) => Promise.resolve(path(path(value, '__a_'), '__a_value')),
});

/** Iterators of contiguous containers are pointers. */
export const cppWrappedIterator = standIn({
  name: 'libc++ iterator',
  matches: (shape) => isLibraryType(shape, '__wrap_iter'),
  target: (value) => Promise.resolve(anyOf(value, '__i_', '__i')),
});

export const cppComplex: Formatter = {
  name: 'libc++ complex',
  matches: (shape) => isLibraryType(shape, 'complex') && isStruct(shape) && shape.members.every(({ type }) => isFloat(type)),
  async summary(value) {
    const imaginary = formatFloat(await path(value, '__im_').bytes());
    return `${formatFloat(await path(value, '__re_').bytes())} ${imaginary.startsWith('-') ? '-' : '+'} ${imaginary.replace(/^-/, '')}i`;
  },
  parts: (value) => Promise.resolve(partsOf([{ name: 'real', value: path(value, '__re_') }, { name: 'imag', value: path(value, '__im_') }])),
};

const isFloat = (type: TypeInfo): boolean => {
  const shape = strip(type);
  return shape.kind === 'base' && shape.encoding === 'float';
};
