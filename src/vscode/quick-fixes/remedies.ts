import type { Finding } from '../../findings/finding';
import { callAt, firstCallIn, type CallExpression, type Span } from './call-expression';
import { closingOf, codeMask } from './code-mask';
import { allocatedName, freesBeforeReturns } from './free-before-return';
import { mayAwait } from './may-await';
import { insert, type TextEdit } from './text-edit';

export type RemedyKind = 'await' | 'catch' | 'transfer' | 'typed-array' | 'renew-view' | 'free-finally' | 'free-before-return' | 'free-on-error';

/** A change that mends a finding. Where `isSnippet`, `$1` and the like stand for what the user fills in. */
export interface Remedy {
  readonly kind: RemedyKind;
  readonly edits: readonly TextEdit[];
  readonly isSnippet: boolean;
}

/** `line` is where the finding stands now, from 1: the file may have been worked on. */
export interface FindingInText {
  readonly finding: Pick<Finding, 'rule' | 'evidence'>;
  readonly file: string;
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

interface Code extends FindingInText {
  readonly mask: string;
  readonly span: Span;
  readonly call: CallExpression | null;
}

/** What can be done about a finding without thinking, the best first; empty where it takes thought. */
export function remedies(given: FindingInText): Remedy[] {
  const span = lineSpan(given.text, given.line);
  if (!span) return [];
  if (/\.(?:c|cc|cpp|cxx)$/i.test(given.file)) return given.finding.rule === 'memory/leaked-allocation' ? freedInC(given.text, span) : [];
  if (!/\.[cm]?[jt]sx?$/i.test(given.file)) return [];
  const mask = codeMask(given.text);
  const call = given.column > 0 ? callAt(mask, span.start + given.column - 1) : firstCallIn(mask, span);
  return forScript({ ...given, mask, span, call });
}

function forScript(code: Code): Remedy[] {
  const { finding: { rule, evidence }, call } = code;
  switch (rule) {
    case 'async/floating-call':
      return call ? [...awaited(code, call), plain('catch', insert(call.end, '.catch(console.error)'))] : [];
    case 'async/promise-as-value':
      return call && evidence['import'] === undefined ? awaitedArgument(code, call) : [];
    case 'handoff/clone':
      return call ? moved(code, call) : [];
    case 'async/stale-view':
      return renewedView(code);
    case 'memory/leaked-allocation':
    case 'memory/unfreed-object':
      return freedInTheEnd(code);
    default:
      return [];
  }
}

function awaited({ mask, text, file }: Code, span: Span): Remedy[] {
  const isModule = /\.m[jt]s$/.test(file) || /^\s*(?:import|export)\b/m.test(mask);
  if (/\bawait\s*$/.test(mask.slice(0, span.start)) || /^await\b/.test(text.slice(span.start)) || !mayAwait(mask, span.start, isModule)) return [];
  return [plain('await', insert(span.start, 'await '))];
}

/** The only argument that can be a promise: a call, else a name. */
function awaitedArgument(code: Code, { args }: CallExpression): Remedy[] {
  const calls = args.filter(({ start, end }) => /^[\w$.]+\s*\(/.test(code.mask.slice(start, end)));
  const names = args.filter(({ start, end }) => /^[a-zA-Z_$][\w$.]*$/.test(code.mask.slice(start, end)));
  const [only, ...others] = calls.length > 0 ? calls : names;
  return only && others.length === 0 ? awaited(code, only) : [];
}

/** Only of a buffer or array that is the whole message, by a name: anything else must be seen by a person. */
function moved({ finding: { evidence }, mask, text, span }: Code, { start, args }: CallExpression): Remedy[] {
  const [message, ...others] = args;
  const name = message && others.length === 0 ? mask.slice(message.start, message.end) : '';
  if (!message || !/^[a-zA-Z_$][\w$.]*$/.test(name)) return [];
  if (evidence['form'] === 'typed-array') return [plain('transfer', insert(message.end, `, [${name}.buffer]`))];
  // Numbers are copied into a buffer, which then travels without a copy; a statement of its own has room before it.
  const isStatement = mask.slice(span.start, start).trim() === '' && /(?:^|[;{}])\s*$/.test(mask.slice(0, span.start));
  if (evidence['form'] !== 'number-array' || !isStatement) return [];
  const values = `${name.split('.').at(-1)}Values`;
  return [plain('typed-array', insert(span.start, `${indentOf(text, span)}const ${values} = Float64Array.from(${name});\n`), { ...message, text: `${values}, [${values}.buffer]` })];
}

/** The view made once more before the line that uses it, as it was made the first time. */
function renewedView({ finding: { evidence }, mask, text, span }: Code): Remedy[] {
  const view: unknown = evidence['view'];
  if (typeof view !== 'string' || !/^[\w$.]+$/.test(view)) return [];
  const made = new RegExp(`(?:\\b(const|let|var)\\s+)?(?<![\\w$.])${view.replace(/[$.]/g, '\\$&')}\\s*=\\s*(new\\s+\\w+\\s*)\\(`).exec(mask.slice(0, span.start));
  if (!made) return [];
  const open = made.index + made[0].length - 1;
  const close = closingOf(mask, open);
  if (close < 0 || close > span.start) return [];
  const again = insert(span.start, `${indentOf(text, span)}${view} = ${made[2]}${text.slice(open, close + 1)};\n`);
  return [plain('renew-view', ...(made[1] === 'const' ? [{ start: made.index, end: made.index + 'const'.length, text: 'let' }] : []), again)];
}

/** The rest of the block moves into a `try`; where there is no block, or who frees is not known, the user moves it. */
function freedInTheEnd(code: Code): Remedy[] {
  const { finding: { rule }, mask, text, span } = code;
  const name = /(?:const|let|var)\s+([\w$]+)[^=]*=(?!=)/.exec(mask.slice(span.start, span.end))?.[1];
  if (name === undefined || !/;\s*$/.test(mask.slice(span.start, span.end))) return [];
  const indent = indentOf(text, span);
  const rest = rule === 'memory/unfreed-object' ? restOfBlock(code) : null;
  if (rest) {
    const unit = indent.includes('\t') ? '\t' : '  ';
    // One edit a place: editors differ in what they do with two.
    const moved = [...text.slice(rest.start, rest.end).matchAll(/^(?=.*\S)/gm)].map(({ index }, nth) => insert(rest.start + index, nth === 0 ? `${indent}try {\n${unit}` : unit));
    return [plain('free-finally', ...moved, insert(rest.end, `${indent}} finally {\n${indent}${unit}${name}.free();\n${indent}}\n`))];
  }
  const free = rule === 'memory/unfreed-object' ? `${snippetText(name)}.free();` : `\${1:free}(${snippetText(name)});`;
  return [snippet('free-finally', insert(span.end, `\n${indent}try {\n${indent}\t$0\n${indent}} finally {\n${indent}\t${free}\n${indent}}`))];
}

/** Whole lines between that of the finding and the brace that closes its block; null where the brace shares its line. */
function restOfBlock({ mask, text, span }: Code): Span | null {
  let depth = 0;
  for (let at = span.end; at < mask.length; at++) {
    if (mask[at] === '{') depth++;
    else if (mask[at] === '}' && --depth < 0) {
      const [start, end] = [text.indexOf('\n', span.start) + 1, text.lastIndexOf('\n', at) + 1];
      return text.slice(start, end).trim() !== '' && mask.slice(end, at).trim() === '' && !mask.slice(start, end).includes('`') ? { start, end } : null;
    }
  }
  return null;
}

/** Where it can't be told which paths leave it, the user says which. */
function freedInC(text: string, span: Span): Remedy[] {
  const name = allocatedName(text, span);
  if (name === undefined) return [];
  const frees = freesBeforeReturns(text, span, name);
  if (frees) return [plain('free-before-return', ...frees)];
  const indent = indentOf(text, span);
  return [snippet('free-on-error', insert(span.end, `\n${indent}if (\${1:failed}) {\n${indent}\tfree(${name});\n${indent}\treturn \${2:-1};\n${indent}}`))];
}

function lineSpan(text: string, line: number): Span | null {
  let start = 0;
  for (let skipped = 1; skipped < line; skipped++) {
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return null;
  }
  const end = text.indexOf('\n', start);
  const stop = end < 0 ? text.length : end;
  return { start, end: text[stop - 1] === '\r' && stop > start ? stop - 1 : stop };
}

const indentOf = (text: string, { start }: Span): string => /^[ \t]*/.exec(text.slice(start))![0];
const plain = (kind: RemedyKind, ...edits: TextEdit[]): Remedy => ({ kind, edits, isSnippet: false });
const snippet = (kind: RemedyKind, ...edits: TextEdit[]): Remedy => ({ kind, edits, isSnippet: true });
const snippetText = (text: string): string => text.replace(/[$}\\]/g, '\\$&');
