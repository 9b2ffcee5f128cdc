import type { Token } from './tokens';

const QUALIFIERS = new Set(['const', 'volatile', 'mut', 'struct', 'union', 'enum', 'class', 'typename', 'unsigned', 'signed', 'long', 'short']);
const BASE_TYPES = /^(?:(?:unsigned|signed|long|short|int|char|float|double|bool|void|s?size_t|ptrdiff_t|u?int(?:\d+|ptr)_t|[iu](?:8|16|32|64|128|size)|f32|f64) ?)+$/;

/** A type among an expression's tokens: `unsigned int`, `struct item *`, `*const u8`, `std::vector<int>`. `next` is the token behind it. */
export function typeAt(text: string, tokens: readonly Token[], start: number): { readonly text: string; readonly next: number } | undefined {
  let next = start;
  const is = (...signs: string[]): boolean => tokens[next]?.kind === 'sign' && signs.includes(tokens[next]!.text);
  const isName = (): boolean => tokens[next]?.kind === 'name' && tokens[next]!.text !== 'as';
  while (is('*', '&')) {
    next++;
    while (isName() && QUALIFIERS.has(tokens[next]!.text)) next++;
  }
  const first = next;
  while (isName() && (next === first || QUALIFIERS.has(tokens[next - 1]!.text) || QUALIFIERS.has(tokens[next]!.text))) next++;
  if (next === first) return undefined;
  if (is('<')) {
    const end = argumentsEnd(tokens, next);
    if (end !== undefined) next = end;
  }
  while (is('*') && (tokens[next + 1]?.kind === 'sign' || tokens[next + 1]?.kind === 'end') && [')', '*', '>'].includes(tokens[next + 1]!.text)) next++;
  const last = tokens[next - 1]!;
  return { text: text.slice(tokens[start]!.offset, last.offset + last.text.length), next };
}

function argumentsEnd(tokens: readonly Token[], start: number): number | undefined {
  let depth = 0;
  for (let next = start; next < tokens.length; next++) {
    const { kind, text } = tokens[next]!;
    if (kind !== 'sign' && kind !== 'name' && kind !== 'integer') return undefined;
    if (text === '<') depth++;
    else if (text === '>' || text === '>>') depth -= text.length;
    if (depth <= 0) return depth === 0 ? next + 1 : undefined;
  }
  return undefined;
}

/** Whether it can be nothing but a type, by itself. */
export const isCertainlyType = (text: string): boolean => BASE_TYPES.test(text) || /[*>]$/.test(text) || /^(?:const|struct|union|enum|class|unsigned|signed)\b/.test(text) || /^\*(?:const|mut)\b/.test(text);
