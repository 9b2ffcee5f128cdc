import type { Span } from './call-expression';
import { codeMask } from './code-mask';
import { insert, type TextEdit } from './text-edit';

const ALLOCATED = /([A-Za-z_]\w*)\s*=[^=;]*\b(?:malloc|calloc|realloc|strdup)\s*\([^;]*;\s*$/;

/** The pointer that a line of C allocates, by its name. */
export function allocatedName(text: string, { start, end }: Span): string | undefined {
  return ALLOCATED.exec(codeMask(text).slice(start, end))?.[1];
}

/**
 * Frees what a line of C allocates before each `return` after it in its block that has not freed it, and at the end of
 * that block where it is declared there. Only where nobody else can hold it: one that is kept elsewhere, handed back,
 * left by a jump or freed by chance must be seen by a person; null then.
 */
export function freesBeforeReturns(text: string, line: Span, name: string): TextEdit[] | null {
  const mask = codeMask(text);
  const rest = { start: line.end, end: endOfBlock(mask, line.end) };
  const code = mask.slice(rest.start, rest.end);
  const isKept = new RegExp(`=\\s*(?:\\([^)]*\\)\\s*)?${name}\\b(?!\\s*(?:\\[|->|[=!<>]=))|\\breturn\\b[^;]*\\b${name}\\b|\\b${name}\\s*=(?!=)|\\b(?:goto|break|continue)\\b`);
  if (isKept.test(code)) return null;
  const freed = [...code.matchAll(new RegExp(`\\bfree\\s*\\(\\s*${name}\\s*\\)`, 'g'))].map(({ index }) => rest.start + index);
  const returns = [...code.matchAll(/\breturn\b[^;]*;/g)].map(({ index, 0: { length } }) => ({ start: rest.start + index, end: rest.start + index + length }));
  // One that goes on after it was freed under a condition would be freed twice.
  const leavesBy = (end: number): boolean => returns.some((each) => !isConditional(mask, each.start) && each.end <= end && mask.slice(each.end, end).trim() === '');
  if (freed.some((at) => isConditional(mask, at) || (endOfBlock(mask, at) < rest.end && !leavesBy(endOfBlock(mask, at))))) return null;
  const isFreed = (at: number): boolean => freed.some((before) => leadsTo(mask, before, at));
  const edits = returns.filter(({ start }) => !isFreed(start)).flatMap((at) => freeing(text, mask, at, name));
  if (!leavesBy(rest.end) && !isFreed(rest.end) && isDeclared(mask, line, name)) edits.push(...freeingAtEnd(text, rest.end, line, name));
  return edits.length > 0 ? edits : null;
}

function isDeclared(mask: string, { start, end }: Span, name: string): boolean {
  return new RegExp(`[\\w*]\\s*(?:\\s|\\*)${name}\\s*=`).test(mask.slice(start, end));
}

/** Where the brace that closes the block has a line of its own. */
function freeingAtEnd(text: string, end: number, line: Span, name: string): TextEdit[] {
  const start = text.lastIndexOf('\n', end - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(line.start, line.end))![0];
  return text.slice(start, end).trim() === '' && end < text.length ? [insert(start, `${indent}free(${name});\n`)] : [];
}

/** Where the block ends that this place is in, or the text. */
function endOfBlock(mask: string, from: number): number {
  let depth = 0;
  for (let at = from; at < mask.length; at++) {
    if (mask[at] === '{') depth++;
    else if (mask[at] === '}' && --depth < 0) return at;
  }
  return mask.length;
}

/** Whoever comes to `to` has been at `from`: the block that holds `from` has not ended in between. */
function leadsTo(mask: string, from: number, to: number): boolean {
  return from < to && endOfBlock(mask, from) > to;
}

/** A statement by itself behind a condition has no block of its own. */
function isConditional(mask: string, at: number): boolean {
  return /(?:\)|\belse|\bdo)\s*$/.test(mask.slice(0, at));
}

function freeing(text: string, mask: string, { start, end }: Span, name: string): TextEdit[] {
  const free = `free(${name});`;
  if (isConditional(mask, start)) return [insert(start, `{ ${free} `), insert(end, ' }')];
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return [insert(start, before.trim() === '' ? `${free}\n${before}` : `${free} `)];
}
