import { tokensOf } from './tokens';

/** `target = value`, as one types it into a console; undefined where no `=` stands outside of brackets. Throws ExpressionError where the text has no tokens. */
export function assignmentIn(text: string): { readonly target: string; readonly value: string } | undefined {
  let depth = 0;
  for (const token of tokensOf(text)) {
    if (token.kind !== 'sign') continue;
    if (token.text === '(' || token.text === '[') depth++;
    else if (token.text === ')' || token.text === ']') depth--;
    else if (token.text === '=' && depth === 0) return { target: text.slice(0, token.offset), value: text.slice(token.offset + 1) };
  }
  return undefined;
}
