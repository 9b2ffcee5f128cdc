import { UserError, messageFor } from '../base/user-error';
import type { TypeInfo } from '../symbols/type-info';
import { valueWithin } from './evaluate';
import { rustTypeText } from './rust-type-text';
import { typeText } from './type-text';
import { FormatterFailure, UnknownLayout, sequence } from './formatters/formatter';
import { heldValue, Value, type Formatter, type Inside, type Parts } from './value';

/** How a user wants the values of some types to be shown (`formatters` of a launch configuration, or of a file). */
export interface FormatterDefinition {
  /** The type's name as it is shown; `*` stands for any text. */
  readonly type: string;
  /** One line, `{expression}` for the value's parts. */
  readonly summary?: string;
  /** Expressions by the name that they are to be shown under. */
  readonly children?: Readonly<Record<string, string>>;
  /** Elements of a container: how many, and which one `index` is. */
  readonly items?: { readonly count: string; readonly item: string };
}

/** Checks what a user wrote; expressions show their mistakes where they are used. Throws UserError. */
export function userFormatters(definitions: unknown): Formatter[] {
  if (definitions === undefined || definitions === null) return [];
  if (!Array.isArray(definitions)) throw new UserError('"formatters" must be a list: [{"type": "point", "summary": "({x}, {y})"}]');
  return definitions.map((definition, index) => userRow(checked(definition, index + 1)));
}

function checked(definition: unknown, number: number): FormatterDefinition {
  const fail = (reason: string): never => {
    throw new UserError(`"formatters", number ${number}: ${reason}`);
  };
  const isTexts = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((text) => typeof text === 'string');
  if (typeof definition !== 'object' || definition === null) return fail('an object is expected: {"type": "point", "summary": "({x}, {y})"}');
  const { type, summary, children, items, ...others } = definition as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (typeof type !== 'string' || type === '') return fail('"type" is missing: the name of the type, with * for any text');
  if (summary !== undefined && typeof summary !== 'string') return fail('"summary" must be text, such as "({x}, {y})"');
  if (children !== undefined && !isTexts(children)) return fail('"children" must be an object of expressions: {"length": "self.len"}');
  if (items !== undefined && !(isTexts(items) && 'count' in (items as object) && 'item' in (items as object))) return fail('"items" must have two expressions: {"count": "size", "item": "data[index]"}');
  if (unknown !== undefined) return fail(`"${unknown}" is not known; there are "type", "summary", "children" and "items"`);
  return definition as FormatterDefinition;
}

/** What the user has not said is left to the rows that come after. */
function userRow(definition: FormatterDefinition): Formatter {
  const { type, summary, children, items } = definition;
  const name = `formatter ${type}`;
  const passOn = (): Promise<never> => Promise.reject(new UnknownLayout(type));
  return {
    name,
    matches: matcher(type),
    summary: summary === undefined ? passOn : (value, inside) => filled(name, summary, value, inside),
    parts: children || items ? (value) => ownParts(name, definition, value) : passOn,
    text: passOn,
    target: passOn,
  };
}

/** C's keywords and qualifiers are no part of a name. */
function matcher(pattern: string): (type: TypeInfo) => boolean {
  const plainName = (name: string): string => name.replace(/\b(?:const|volatile|struct|union|enum|class) /g, '');
  const wanted = new RegExp(`^${plainName(pattern).replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'su');
  return (type) => [type.name, typeText(type), rustTypeText(type.name)].some((name) => wanted.test(plainName(name)));
}

/** The value as it would be without the user's formatters, so that none can ask itself. */
const bare = (value: Value): Value => new Value(value.type, value.storage, { ...value.context, formatters: [] });

async function filled(name: string, template: string, value: Value, inside: Inside): Promise<string> {
  const parts = template.split(/\{([^{}]+)\}/);
  const texts = await Promise.all(parts.map(async (part, index) => (index % 2 === 0 ? part : inside.show(await evaluated(name, value, part)))));
  return texts.join('');
}

async function evaluated(name: string, value: Value, expression: string, index?: number): Promise<Value> {
  const others = index === undefined ? undefined : new Map([['index', heldValue(INDEX, BigInt(index), value.context)]]);
  try {
    const { type, storage } = await valueWithin(bare(value), expression, others);
    return new Value(type, storage, value.context);
  } catch (error) {
    throw new FormatterFailure(`${name}: ${messageFor(error)}`);
  }
}

const INDEX: TypeInfo = { kind: 'base', name: 'usize', sizeBytes: 4, encoding: 'unsigned' };

/** The user's children, then the elements, and last the value as it is without all this. */
async function ownParts(name: string, { children = {}, items }: FormatterDefinition, value: Value): Promise<Parts> {
  const named = Object.entries(children);
  const count = items ? Number(await (await evaluated(name, value, items.count)).unsigned()) : 0;
  const elements = sequence(count, (index) => evaluated(name, value, items!.item, index));
  return {
    count: named.length + count + 1,
    nameOf: (index) => named[index]?.[0] ?? (index < named.length + count ? `[${index - named.length}]` : '[raw]'),
    async part(index) {
      const own = named[index];
      if (own) return { name: own[0], value: await evaluated(name, value, own[1]) };
      return index < named.length + count ? elements.part(index - named.length) : { name: '[raw]', value: bare(value) };
    },
  };
}
