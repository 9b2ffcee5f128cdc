import type { Value } from './value';

/** What needs no brackets around it before a member or an index is asked for. */
const PRIMARY = /^[\w.:$]+(?:(?:->|\.)\w+|\[\d+\])*$/;

/** How one asks for a part in an expression, given how one asks for the whole; undefined where its name says nothing of that. */
export function partExpression(whole: string, { shape, context }: Value, part: string): string | undefined {
  const of = PRIMARY.test(whole) ? whole : `(${whole})`;
  if (/^\[.+\]$/.test(part) && !part.includes(' … ')) return of + part;
  if (part.startsWith('*')) return `*${of}`;
  const isArrow = shape.kind === 'pointer' && shape.flavour === 'pointer' && context.language !== 'rust';
  if (/^(?:[A-Za-z_]\w*|\d+)$/.test(part)) return `${of}${isArrow ? '->' : '.'}${part}`;
  return undefined;
}
