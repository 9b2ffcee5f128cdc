/**
 * JavaScript or TypeScript with comments, strings, templates and regular expressions blanked out, at the same offsets:
 * what is left can be searched for names and brackets. Made for a quick look at unfinished code, not for a compiler.
 */
export function codeMask(text: string): string {
  return text.replace(LITERAL, (literal, offset: number) => (literal.startsWith('/') && !/^\/[/*]/.test(literal) && !startsRegExp(text, offset) ? literal : blank(literal)));
}

const LITERAL = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"|`(?:[^`\\]|\\[^])*`|\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/g;

/** After a value a slash divides; after an operator or at the start it begins a regular expression. */
function startsRegExp(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - 32), offset).trimEnd();
  return before === '' || /(?:[=(,:;!&|?{}[+*%<>~^-]|\b(?:return|typeof|case|in|of|await))$/.test(before);
}

function blank(literal: string): string {
  return literal.replace(/[^\n]/g, ' ');
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Where the bracket at `open` is closed, or -1. */
export function closingOf(mask: string, open: number): number {
  return matching(mask, open, 1, CLOSING[mask[open]!]);
}

/** Where the bracket that closes at `close` was opened, or -1. */
export function openingOf(mask: string, close: number): number {
  return matching(mask, close, -1, OPENING[mask[close]!]);
}

function matching(mask: string, from: number, step: 1 | -1, other: string | undefined): number {
  if (other === undefined) return -1;
  const same = mask[from]!;
  let depth = 0;
  for (let at = from; at >= 0 && at < mask.length; at += step) {
    if (mask[at] === same) depth++;
    else if (mask[at] === other && --depth === 0) return at;
  }
  return -1;
}
