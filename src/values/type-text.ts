import type { SourceLanguage } from '../symbols/module-symbols';
import type { TypeInfo } from '../symbols/type-info';
import { rustTypeText } from './rust-type-text';
import type { Value } from './value';

/** C++'s inline namespaces, which say which version of a library this is. */
const INLINE_NAMESPACE = /\bstd::__(?:\d+|ndk\d+|Cr|fs)::/g;
/** Arguments that nobody writes. */
const DEFAULTS = /^(?:std::(?:allocator|char_traits|default_delete|less|equal_to|hash)<|(?:4294967295|18446744073709551615)(?:U?L*)$)/;
const ADAPTERS: Readonly<Record<string, string>> = { 'std::stack': 'std::deque', 'std::queue': 'std::deque', 'std::priority_queue': 'std::vector' };
const STRINGS: Readonly<Record<string, string>> = { char: '', wchar_t: 'w', char8_t: 'u8', char16_t: 'u16', char32_t: 'u32' };
const MAX_DEPTH = 32;

/** What containers and pointers call the types of their parts: nothing to who reads it without them. */
const PARTS = /^(?:(?:value|element|mapped|key|container|reference|pointer)_type|(?:const_)?(?:reference|pointer)|_Tp|type|__\w+)$/;

/** The name of a type as one would write it: `std::map<int, std::string>` for what the compiler calls it in full, `Vec<u8>` in Rust. */
export function typeText(type: TypeInfo, language?: SourceLanguage): string {
  if (type.kind === 'typedef' && PARTS.test(type.name)) return typeText(type.target, language);
  if (language === 'rust') return rustTypeText(type.name);
  return type.name.includes('std::') ? shortened(type.name.replace(INLINE_NAMESPACE, 'std::'), 0) : type.name;
}

/** The type of a value, as its own language writes it. */
export const typeTextOf = ({ type, context }: Value): string => typeText(type, context.language);

function shortened(name: string, depth: number): string {
  const start = name.indexOf('<');
  const end = depth > MAX_DEPTH ? -1 : closing(name, start);
  if (start < 0 || end < 0) return name;
  const template = name.slice(0, start);
  const given = split(name.slice(start + 1, end)).map((argument) => shortened(argument, depth + 1));
  return withArguments(template, template.includes('std::') ? writtenOf(template, given) : given) + shortened(name.slice(end + 1), depth + 1);
}

function writtenOf(template: string, given: readonly string[]): readonly string[] {
  const written = [...given.map((argument) => argument.replace(/^(\d+)U?L+$/, '$1'))];
  while (written.length > 1 && (DEFAULTS.test(written.at(-1)!) || written.at(-1) === `${ADAPTERS[lastWord(template)]}<${written[0]}>`)) written.pop();
  return written;
}

function withArguments(template: string, written: readonly string[]): string {
  const text = /\bstd::basic_(string(?:_view)?)$/.exec(template);
  const prefix = text && written.length === 1 ? STRINGS[written[0]!] : undefined;
  return prefix === undefined ? `${template}<${written.join(', ')}>` : template.replace(/basic_string(?:_view)?$/, `${prefix}${text![1]!}`);
}

const lastWord = (text: string): string => /[\w:]*$/.exec(text)![0];

function split(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if ('<(['.includes(character)) depth++;
    else if ('>)]'.includes(character)) depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return text.trim() === '' ? parts : [...parts, text.slice(start).trim()];
}

function closing(name: string, start: number): number {
  let depth = 0;
  for (let at = start; at >= 0 && at < name.length; at++) {
    if (name[at] === '<') depth++;
    else if (name[at] === '>' && --depth === 0) return at;
  }
  return -1;
}
