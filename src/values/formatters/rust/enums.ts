import type { StructType, Variant } from '../../../symbols/type-info';
import { isSameNumber } from '../../scalar';
import { Unavailable, unsignedOf } from '../../storage';
import type { Formatter, Inside, Value } from '../../value';
import { isStruct, memberNamed } from '../layout';
import { plainParts, struct } from '../structs';
import { isLibraryType } from './pointers';

/** Enums with data (DW_TAG_variant_part, DWARF 5, 5.7.10), `Option` and `Result` among them. */
export const rustEnum: Formatter = {
  name: 'Rust enum',
  matches: (shape) => isStruct(shape) && shape.variants !== null,
  summary: enumText,
  parts: async (value) => plainParts((await activeVariant(value)).content),
};

/** `Cow` is read as what it holds. */
export const rustCow: Formatter = {
  ...rustEnum,
  name: 'Rust Cow',
  matches: (shape) => isLibraryType(shape, 'Cow') && shape.variants !== null,
  target: async (value) => memberNamed((await activeVariant(value)).content, '__0'),
};

async function enumText(value: Value, inside: Inside): Promise<string> {
  const { variant, content } = await activeVariant(value);
  const shape = content.shape;
  if (shape.kind !== 'struct') return `${variant.name}(${await inside.show(content)})`;
  if (shape.members.length === 0) return variant.name;
  const body = await struct.summary(content, inside);
  return body.startsWith('(') ? `${variant.name}${body}` : `${variant.name} ${body}`;
}

/** The only thing that the active variant holds, as `Some` does; undefined where it holds nothing or more. */
export async function payloadOf(value: Value): Promise<Value | undefined> {
  if (value.shape.kind !== 'struct' || !value.shape.variants) return undefined;
  const { content } = await activeVariant(value);
  const [only, ...more] = content.shape.kind === 'struct' ? content.shape.members : [];
  return only && more.length === 0 ? content.member(only) : undefined;
}

export async function activeVariant(value: Value): Promise<{ variant: Variant; content: Value }> {
  const { discriminant, variants } = (value.shape as StructType).variants!;
  const variant = discriminant ? await variantFor(value.member(discriminant), variants) : variants[0];
  if (!variant) throw new Unavailable(`unreadable: no variant of ${value.type.name} has this discriminant`);
  return { variant, content: value.member(variant.member) };
}

async function variantFor(discriminant: Value, variants: readonly Variant[]): Promise<Variant | undefined> {
  const bytes = await discriminant.bytes();
  const stored = unsignedOf(bytes);
  return (
    variants.find(({ value }) => value !== null && isSameNumber(value, stored, bytes.length)) ??
    variants.find(({ value }) => value === null)
  );
}
