import { openingOf } from './code-mask';

/** Whether `await` may stand at `offset`: in an async function, or at the top of a module. Where it is not sure, it may not. */
export function mayAwait(mask: string, offset: number, isModule: boolean): boolean {
  const open: number[] = [];
  for (let at = 0; at < offset; at++) {
    if (mask[at] === '{') open.push(at);
    else if (mask[at] === '}') open.pop();
  }
  const statement = Math.max(mask.lastIndexOf(';', offset - 1), mask.lastIndexOf('{', offset - 1), mask.lastIndexOf('}', offset - 1)) + 1;
  const arrow = mask.slice(statement, offset).lastIndexOf('=>');
  // An arrow function without braces.
  if (arrow >= 0) return isAsyncArrow(mask, statement + arrow);
  for (const brace of open.reverse()) {
    const kind = functionKind(mask, brace);
    if (kind !== null) return kind === 'async';
  }
  return isModule;
}

const CONTROL = /\b(?:if|for|while|switch|catch|with|await)$/;

/** What function's body the brace opens; null where it opens another block, a class or an object. */
function functionKind(mask: string, brace: number): 'async' | 'plain' | null {
  const head = mask.slice(0, brace).trimEnd();
  if (head.endsWith('=>')) return isAsyncArrow(mask, head.length - 2) ? 'async' : 'plain';
  // The return type of TypeScript.
  const untyped = head.replace(/\)\s*:\s*[\w$.<>[\]|&, ]+$/, ')');
  if (!untyped.endsWith(')')) return /\bstatic$/.test(head) ? 'plain' : null;
  const opened = openingOf(mask, untyped.length - 1);
  const name = mask.slice(0, Math.max(0, opened)).trimEnd();
  if (opened < 0 || CONTROL.test(name)) return null;
  return /\basync\s*(?:function\b)?\s*\*?\s*[\w$#]*(?:<[^<>]*>)?$/.test(name) ? 'async' : 'plain';
}

function isAsyncArrow(mask: string, arrow: number): boolean {
  const head = mask.slice(0, arrow).trimEnd().replace(/\)\s*:\s*[\w$.<>[\]|& ]+$/, ')');
  const parameters = head.endsWith(')') ? openingOf(mask, head.length - 1) : head.length - /[\w$]*$/.exec(head)![0].length;
  return parameters >= 0 && /\basync\s*$/.test(mask.slice(0, parameters));
}
