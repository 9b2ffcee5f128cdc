import { strip } from '../../../symbols/type-info';
import type { Formatter, NamedValue, Value } from '../../value';
import { signedOf } from '../../scalar';
import { typeText } from '../../type-text';
import { UnknownLayout, partsOf, standIn } from '../formatter';
import { memberNamed, path, plainName } from '../layout';
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
  matches: (shape) => isLibraryType(shape, 'atomic', 'atomic_flag'),
  target: (value) => Promise.resolve(path(path(value, '__a_'), '__a_value')),
});

export const cppComplex: Formatter = {
  name: 'libc++ complex',
  matches: (shape) => isLibraryType(shape, 'complex'),
  async summary(value, inside) {
    const imaginary = await inside.show(path(value, '__im_'));
    return `${await inside.show(path(value, '__re_'))} ${imaginary.startsWith('-') ? '-' : '+'} ${imaginary.replace(/^-/, '')}i`;
  },
  parts: (value) => Promise.resolve(partsOf([{ name: 'real', value: path(value, '__re_') }, { name: 'imag', value: path(value, '__im_') }])),
};

/** The value, or `unexpected` and what stands in its place; newer versions keep both one struct further in. */
export const cppExpected: Formatter = {
  name: 'libc++ expected',
  matches: (shape) => isLibraryType(shape, 'expected'),
  async summary(value, inside) {
    const { content, isExpected } = await outcomeOf(value);
    const shown = content ? await inside.showTarget(content) : 'void';
    return isExpected ? shown : `unexpected ${shown}`;
  },
  async parts(value, inside) {
    const { content, isExpected } = await outcomeOf(value);
    if (!content) return null;
    return (await inside.parts(await content.readAhead())) ?? partsOf([{ name: isExpected ? 'value' : 'error', value: content }]);
  },
  target: async (value) => (await outcomeOf(value)).content,
};

async function outcomeOf(value: Value): Promise<{ readonly content: Value | undefined; readonly isExpected: boolean }> {
  const within = (outer: Value): Value => memberNamed(outer, '__v') ?? outer;
  const holder = within(memberNamed(value, '__repr_') ?? value);
  const isExpected = (await path(holder, '__has_val_').number()) !== 0;
  const union = within(path(holder, '__union_'));
  return { isExpected, content: isExpected ? memberNamed(union, '__val_') : path(union, '__unex_') };
}

const ORDERINGS: Readonly<Record<string, string>> = { '-1': 'less', 1: 'greater', '-127': 'unordered' };

/** What `<=>` gives ([cmp.categories]). */
export const cppOrdering: Formatter = {
  name: 'libc++ ordering',
  matches: (shape) => isLibraryType(shape, 'strong_ordering', 'weak_ordering', 'partial_ordering'),
  async summary(value) {
    const order = signedOf(await path(value, '__value_').bytes());
    return ORDERINGS[String(order)] ?? (order === 0n ? (plainName(value.shape) === 'strong_ordering' ? 'equal' : 'equivalent') : String(order));
  },
};

/** The type's name; of what it is the index of. */
export const cppTypeIndex = standIn({
  name: 'libc++ type_index',
  matches: (shape) => isLibraryType(shape, 'type_index'),
  target: (value) => Promise.resolve(path(value, '__t_')),
});
