import { ExpressionError } from './expression-error';

export interface Token {
  readonly kind: 'name' | 'integer' | 'float' | 'text' | 'character' | 'sign' | 'end';
  /** As written; of names and signs what they are. */
  readonly text: string;
  readonly offset: number;
}

/** Names may be paths (`ns::x`) and hold what compilers put into names (`self`, `__0`, `$tmp`). */
const NAME = String.raw`(?:::)?[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*(?:::[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)*`;
/** With the suffixes of C (`10u`, `1.5f`) and Rust (`10u64`). */
const FLOAT = String.raw`(?:\d[\d_]*\.\d[\d_]*(?:[eE][+-]?\d+)?|\d[\d_]*[eE][+-]?\d+|\d[\d_]*\.(?=[fFlL]\b))(?:_?f32|_?f64|[fFlL])?`;
const INTEGER = String.raw`(?:0[xX]_*[\da-fA-F][\da-fA-F_]*|0[bB]_*[01][01_]*|0o_*[0-7][0-7_]*|\d(?:[\d_]|'(?=\d))*)(?:_?[iu](?:8|16|32|64|128|size)|[uUlL]+)?`;
/** With the prefixes of C (`L"x"`, `u8"x"`) and Rust (`b"x"`). */
const TEXT = String.raw`(?:u8|[LuUbc])?"(?:[^"\\]|\\.)*"`;
const CHARACTER = String.raw`(?:u8|[LuUb])?'(?:[^'\\]|\\(?:u\{[\da-fA-F]{1,6}\}|x[\da-fA-F]{2}|.))'`;
const SIGN = String.raw`\.\.=|\.\.|->|&&|\|\||==|!=|<=|>=|<<|>>|[.[\]()*&!~+\-/%<>^|?:,=]`;

const TOKEN = new RegExp(String.raw`\s*(?:(${TEXT})|(${CHARACTER})|(${NAME})|(${FLOAT})|(${INTEGER})|(${SIGN}))`, 'yu');
/** After a dot: `pair.1.0` holds no float. */
const POSITION = /\s*(\d+)/y;
/** Where an operand is expected, C's `.5` is one. */
const FRACTION = /\s*(\.\d[\d_]*(?:[eE][+-]?\d+)?[fFlL]?)/y;
const KINDS = ['text', 'character', 'name', 'float', 'integer', 'sign'] as const;

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** Ends with a token of kind `end`. Throws ExpressionError at a character that belongs to no token. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; ) {
    const { token, next } = tokenAt(text, at, tokens.at(-1));
    tokens.push(token);
    at = next;
  }
  tokens.push({ kind: 'end', text: 'end', offset: end });
  return tokens;
}

function tokenAt(text: string, at: number, before: Token | undefined): { token: Token; next: number } {
  const pattern = patternAt(text.slice(at, at + 100), before);
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (!match) {
    const start = at + /^\s*/.exec(text.slice(at))![0].length;
    const character = String.fromCodePoint(text.codePointAt(start)!);
    throw new ExpressionError(character === '"' || character === "'" ? `this ${character} has no partner` : `\`${character}\` is not understood here`, text, start);
  }
  const index = match.slice(1).findIndex((group) => group !== undefined);
  const word = match[index + 1]!;
  return { token: { kind: pattern === POSITION ? 'integer' : pattern === FRACTION ? 'float' : KINDS[index]!, text: word, offset: pattern.lastIndex - word.length }, next: pattern.lastIndex };
}

function patternAt(ahead: string, before: Token | undefined): RegExp {
  if (before?.text === '.' && /^\s*\d/.test(ahead)) return POSITION;
  const isOperand = before === undefined || (before.kind === 'sign' && !/^[)\].]|^->$/.test(before.text));
  return isOperand && /^\s*\.\d/.test(ahead) ? FRACTION : TOKEN;
}

/** `u` of `10u`, `i64` of `1_i64`. */
export function suffixOf({ text }: Token): string {
  return (/^0x/i.test(text) ? /(?:[iu](?:8|16|32|64|128|size)|[uUlL]+)$/ : /[iuUlL].*$/).exec(text.replace(/[_']/g, ''))?.[0] ?? '';
}

export function integerOf(token: Token): bigint {
  return BigInt(digitsOf(token).toLowerCase());
}

/** C's `017`. */
export function octalOf(token: Token): { octal?: bigint } {
  const digits = digitsOf(token);
  return /^0[0-7]+$/.test(digits) ? { octal: BigInt(`0o${digits.slice(1)}`) } : {};
}

function digitsOf(token: Token): string {
  const digits = token.text.replace(/[_']/g, '');
  return digits.slice(0, digits.length - suffixOf(token).length);
}

export function floatOfToken({ text }: Token): number {
  return Number(text.replace(/_?f(32|64)$|[fFlL]$/, '').replace(/_/g, ''));
}

/** What stands between the quotes. */
export function unquoted({ text }: Token): string {
  return text.slice(text.search(/["']/) + 1, -1).replace(/\\(?:u\{([\da-fA-F]{1,6})\}|x([\da-fA-F]{2})|(.))/gsu, (_, long?: string, short?: string, single?: string) => {
    const code = long ?? short;
    if (code !== undefined) return String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff));
    return ESCAPES[single!] ?? single!;
  });
}
