import { closingOf, openingOf } from './code-mask';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface CallExpression extends Span {
  /** Of each argument, without the space around it. */
  readonly args: readonly Span[];
}

/** The call whose name stands at `offset`, where V8 puts it: at the last name of `service.worker.postMessage(…)`. */
export function callAt(mask: string, offset: number): CallExpression | null {
  const name = /^(?:new\s+)?[\w$#.]*\s*(?:\?\.)?\s*/.exec(mask.slice(offset, offset + 256))![0];
  const open = offset + name.length;
  if (mask[open] !== '(') return null;
  const close = closingOf(mask, open);
  return close < 0 ? null : { start: startOfChain(mask, offset), end: close + 1, args: argumentsOf(mask, open, close) };
}

/** The first call that begins in the line, where no column is known. */
export function firstCallIn(mask: string, line: Span): CallExpression | null {
  const match = /[\w$]+\s*\(/.exec(mask.slice(line.start, line.end).replace(/\b(?:if|for|while|switch|catch|return|await|async|function)\b/g, (word) => ' '.repeat(word.length)));
  return match ? callAt(mask, line.start + match.index) : null;
}

/** Back over `a.b[0]().`: to where the expression begins that the name at `offset` is the end of. */
function startOfChain(mask: string, offset: number): number {
  let start = offset;
  for (;;) {
    while (start > 0 && /[\w$#]/.test(mask[start - 1]!)) start--;
    const before = mask.slice(0, start).trimEnd();
    if (!before.endsWith('.')) return start;
    let end = before.length - (before.endsWith('?.') ? 2 : 1);
    end = mask.slice(0, end).trimEnd().length;
    while (end > 0 && (mask[end - 1] === ')' || mask[end - 1] === ']')) {
      const opened = openingOf(mask, end - 1);
      if (opened < 0) return start;
      end = mask.slice(0, opened).trimEnd().length;
    }
    if (end === 0 || !/[\w$#]/.test(mask[end - 1]!)) return end;
    start = end;
  }
}

function argumentsOf(mask: string, open: number, close: number): Span[] {
  const args: Span[] = [];
  let start = open + 1;
  for (let at = start; at <= close; at++) {
    if (at === close || mask[at] === ',') {
      args.push({ start, end: at });
      start = at + 1;
    } else if ('([{'.includes(mask[at]!)) {
      const inner = closingOf(mask, at);
      if (inner >= 0 && inner < close) at = inner;
    }
  }
  return args.length === 1 && mask.slice(open + 1, close).trim() === '' ? [] : args.map((arg) => trimmed(mask, arg));
}

/** Strings are blank in the mask: an argument that looks empty keeps its span. */
function trimmed(mask: string, { start, end }: Span): Span {
  const text = mask.slice(start, end);
  return text.trim() === '' ? { start, end } : { start: start + text.length - text.trimStart().length, end: start + text.trimEnd().length };
}
