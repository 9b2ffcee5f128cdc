import { strip, type StructType, type Variant } from '../../symbols/type-info';
import { unsignedOf, Unavailable } from '../storage';
import { textOfBytes } from '../text';
import { heldValue, type Value } from '../value';
import { UnknownLayout, partsOf, sequence, textRow, type Formatter, type Parts } from './formatter';
import { firstPointer, isStruct, memberNamed, path, plainName, typeParameter } from './layout';
import { sequenceText } from './list';
import { plainParts, struct } from './structs';

/** `&str`, `&mut str`, `Box<str>`: a pointer and a length in bytes. */
export const rustStr = textRow({
  name: 'Rust str',
  matches: (shape) => isStruct(shape) && /^&(?:'\w+ )?(?:mut )?str$|(?:^|::)Box<str\b/.test(shape.name),
  text: async (value) => textOfBytes(await pointeeOrEmpty(path(value, 'data_ptr')), await path(value, 'length').number()),
});

export const rustString = textRow({
  name: 'Rust String',
  matches: (shape) => isStruct(shape) && plainName(shape) === 'String' && shape.members.some((member) => member.name === 'vec'),
  async text(value) {
    const bytes = path(value, 'vec');
    return textOfBytes(await pointeeOrEmpty(firstPointer(path(bytes, 'buf'))), await path(bytes, 'len').number());
  },
});

/** `&[T]`, `&mut [T]`, `Box<[T]>`. */
export const rustSlice: Formatter = {
  name: 'Rust slice',
  matches: (shape) => isStruct(shape) && shape.members.some((member) => member.name === 'data_ptr') && /^&(?:'\w+ )?(?:mut )?\[|(?:^|::)Box<\[/.test(shape.name),
  summary: async (value, show) => sequenceText(await sliceParts(value), show),
  parts: sliceParts,
};

export const rustVec: Formatter = {
  name: 'Rust Vec',
  matches: (shape) => isStruct(shape) && plainName(shape) === 'Vec' && shape.members.some((member) => member.name === 'buf'),
  summary: async (value, show) => sequenceText(await vecParts(value), show),
  parts: vecParts,
};

/** Enums with data (DW_TAG_variant_part, DWARF 5, 5.7.10), `Option` and `Result` among them. */
export const rustEnum: Formatter = {
  name: 'Rust enum',
  matches: (shape) => isStruct(shape) && shape.variants !== null,
  async summary(value, show) {
    const { variant, content } = await activeVariant(value);
    const shape = content.shape;
    if (shape.kind !== 'struct') return `${variant.name}(${await show(content)})`;
    if (shape.members.length === 0) return variant.name;
    const body = await struct.summary(content, show);
    return body.startsWith('(') ? `${variant.name}${body}` : `${variant.name} ${body}`;
  },
  parts: async (value) => plainParts((await activeVariant(value)).content),
};

/** `Rc` and `Arc`: the value shared, and how many share it. Weak counts include one for all the strong ones. */
export const rustShared: Formatter = {
  name: 'Rust Rc and Arc',
  matches: (shape) => isStruct(shape) && ['Rc', 'Arc'].includes(plainName(shape)) && shape.members.some((member) => member.name === 'ptr'),
  async summary(value, show) {
    const { content, strong, weak } = await shared(value);
    return `${await show(content)} (strong ${strong}, weak ${weak})`;
  },
  async parts(value) {
    const { content, strong, weak, counter } = await shared(value);
    const count = (number: number): Value => heldValue(counter.type, BigInt(number), value.context);
    return partsOf([{ name: 'value', value: content }, { name: 'strong', value: count(strong) }, { name: 'weak', value: count(weak) }]);
  },
};

const WRAPPERS = new Set(['Cell', 'UnsafeCell', 'ManuallyDrop', 'Wrapping', 'Pin', 'NonNull', 'Unique', 'NonZero']);

/** Types that only say something about the one value inside. */
export const rustWrapper: Formatter = {
  name: 'Rust wrapper',
  matches: (shape) => isStruct(shape) && (WRAPPERS.has(plainName(shape)) || /^(?:NonZero[IU]\w+|Atomic[A-Z]\w*)$/.test(plainName(shape))) && wrapped(shape) !== undefined,
  summary: (value, show) => show(value.member(wrapped(value.shape as StructType)!)),
  parts: (value) => Promise.resolve(partsOf([{ name: 'value', value: value.member(wrapped(value.shape as StructType)!) }])),
};

function wrapped(shape: StructType): StructType['members'][number] | undefined {
  const sized = shape.members.filter((member) => strip(member.type).sizeBytes !== 0);
  return sized.length === 1 ? sized[0] : undefined;
}

async function sliceParts(value: Value): Promise<Parts> {
  const pointer = path(value, 'data_ptr');
  return elementsFrom(pointer, await path(value, 'length').number(), undefined);
}

async function vecParts(value: Value): Promise<Parts> {
  return elementsFrom(firstPointer(path(value, 'buf')), await path(value, 'len').number(), typeParameter(value, 'T'));
}

/** Since 1.80 the buffer of a Vec points to bytes: the element's type is then the type parameter. */
async function elementsFrom(pointer: Value, count: number, type: Value['type'] | undefined): Promise<Parts> {
  if (count === 0) return sequence(0, () => pointer);
  const first = await pointer.pointee();
  const element = type ? first.as(type) : first;
  const sizeBytes = element.sizeBytes;
  const held = await element.readAhead(count * sizeBytes);
  return sequence(count, (index) => held.offsetBy(index * sizeBytes));
}

/** An empty string may point anywhere, also nowhere. */
async function pointeeOrEmpty(pointer: Value): Promise<Value> {
  return (await pointer.number()) === 0 ? pointer : pointer.pointee();
}

export async function activeVariant(value: Value): Promise<{ variant: Variant; content: Value }> {
  const { discriminant, variants } = (value.shape as StructType).variants!;
  const variant = discriminant ? await variantFor(value.member(discriminant), variants) : variants[0];
  if (!variant) throw new Unavailable(`unreadable: no variant of ${value.type.name} has this discriminant`);
  return { variant, content: value.member(variant.member) };
}

/** Compilers write discriminants signed or unsigned as they please: only the stored bits count. */
async function variantFor(discriminant: Value, variants: readonly Variant[]): Promise<Variant | undefined> {
  const bytes = await discriminant.bytes();
  const stored = unsignedOf(bytes);
  return (
    variants.find(({ value }) => value !== null && BigInt.asUintN(bytes.length * 8, value) === stored) ??
    variants.find(({ value }) => value === null)
  );
}

async function shared(value: Value): Promise<{ content: Value; strong: number; weak: number; counter: Value }> {
  const inner = await (await firstPointer(path(value, 'ptr')).pointee()).readAhead();
  const content = memberNamed(inner, 'value') ?? memberNamed(inner, 'data');
  if (!content) throw new UnknownLayout(inner.type.name);
  const counter = path(inner, 'strong');
  return { content, counter: innermost(counter), strong: await counter.number(), weak: (await path(inner, 'weak').number()) - 1 };
}

/** The counter inside its Cell or atomic. */
function innermost(value: Value): Value {
  const member = value.shape.kind === 'struct' ? wrapped(value.shape) : undefined;
  return member ? innermost(value.member(member)) : value;
}
