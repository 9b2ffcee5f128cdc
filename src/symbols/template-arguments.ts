import { At, Encoding, Tag } from '../dwarf/constants';
import type { Die } from '../dwarf/die';

const PARAMETERS = new Set<number>([Tag.template_type_parameter, Tag.template_value_parameter, Tag.GNU_template_template_param, Tag.GNU_template_parameter_pack]);

/** True for a name that brings its template arguments along; signs of operators are none. */
export function hasArguments(name: string): boolean {
  return name.replace(/^operator\s*(?:<=>|<<=?|>>=?|<=?|>=?|->\*?)/, '').includes('<');
}

/** `<int, 4>` as clang writes it elsewhere (`> >` included), of the entry or what completes it; undefined for what is no template's instance. */
export function templateArguments(die: Die, typeName: (type: Die | undefined) => string): string | undefined {
  for (const origin of die.origins()) {
    if (!hasParameters(origin)) continue;
    const text = [...argumentTexts(origin, typeName)].join(', ');
    return `<${text}${text.endsWith('>') ? ' ' : ''}>`;
  }
  return undefined;
}

/** Looks at tags alone: most entries have no parameters. */
function hasParameters({ unit: { tree }, index }: Die): boolean {
  for (const child of tree.children(index)) if (PARAMETERS.has(tree.tagOf(child))) return true;
  return false;
}

function* argumentTexts(template: Die, typeName: (type: Die | undefined) => string): Generator<string> {
  for (const die of template.children()) {
    if (die.tag === Tag.template_type_parameter) yield typeName(die.reference(At.type));
    else if (die.tag === Tag.GNU_template_template_param) yield die.string(At.GNU_template_name) ?? '?';
    else if (die.tag === Tag.GNU_template_parameter_pack) yield* argumentTexts(die, typeName);
    else if (die.tag === Tag.template_value_parameter) yield valueText(die, typeName);
  }
}

/** Suffixes that say an integer's type; all other types are written before their value. */
const SUFFIXES = new Map([['int', ''], ['unsigned int', 'U'], ['long', 'L'], ['unsigned long', 'UL'], ['long long', 'LL'], ['unsigned long long', 'ULL']]);
const CHARACTERS = new Map([['char', ''], ['signed char', '(signed char)'], ['unsigned char', '(unsigned char)'], ['wchar_t', 'L'], ['char8_t', 'u8'], ['char16_t', 'u'], ['char32_t', 'U']]);

function valueText(die: Die, typeName: (type: Die | undefined) => string): string {
  const type = die.reference(At.type);
  const value = die.bigint(At.const_value);
  if (value === undefined) return type && typeName(type) === 'std::nullptr_t' ? 'nullptr' : '?';
  const name = typeName(type);
  if (type?.tag === Tag.enumeration_type) return `(${name})${value}`;
  if (type?.tag !== Tag.base_type) return `${value}`;
  if (type.number(At.encoding) === Encoding.boolean) return value === 0n ? 'false' : 'true';
  const suffix = SUFFIXES.get(name);
  if (suffix !== undefined) return `${value}${suffix}`;
  const before = CHARACTERS.get(name);
  return before === undefined ? `(${name})${value}` : `${before}'${characterText(value, type.number(At.byte_size) ?? 1)}'`;
}

const ESCAPES = new Map([[0n, '\\0'], [7n, '\\a'], [8n, '\\b'], [9n, '\\t'], [10n, '\\n'], [11n, '\\v'], [12n, '\\f'], [13n, '\\r'], [39n, "\\'"], [92n, '\\\\']]);

function characterText(value: bigint, sizeBytes: number): string {
  const code = BigInt.asUintN(sizeBytes * 8, value);
  const escape = ESCAPES.get(code);
  if (escape !== undefined) return escape;
  if (code >= 32n && code < 127n) return String.fromCodePoint(Number(code));
  return code < 256n ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
