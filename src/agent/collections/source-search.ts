import type { FilePlace } from '../../trace/memory-events';
import type { CollectionKind } from './collection-kind';

const IDENTIFIER = /([\w$#]+(?:\.[\w$#]+|\[[^[\]]{1,40}\])*)\??\.$/;

/** What stands before `.set(` at a call's column: the expression that the program itself uses for the container. */
export function receiverAt(source: string, line: number, column: number): string | null {
  const text = source.split('\n')[line - 1]?.slice(0, column - 1);
  const expression = text && IDENTIFIER.exec(text)?.[1];
  return expression ? expression.replace(/^this\./, '').replace(/\[[^[\]]*\]/g, '[*]') : null;
}

const NAME = '\\b__NAME__\\b';
const GROWTH: Record<CollectionKind, readonly string[]> = {
  map: [`${NAME}\\s*\\??\\.set\\s*\\(`],
  set: [`${NAME}\\s*\\??\\.add\\s*\\(`],
  array: [`${NAME}\\s*(\\[[^\\]]*\\])*\\s*\\??\\.(push|unshift|splice)\\s*\\(`, `${NAME}\\s*\\[[^\\]]*\\]\\s*=(?!=)`],
  dictionary: [`${NAME}\\s*\\[[^\\]]*\\]\\s*(\\?\\?|\\|\\|)?=(?!=)`, `${NAME}\\s*\\.[\\w$]+\\s*=(?!=)`, `Object\\.assign\\(\\s*${NAME}`],
  string: [`${NAME}\\s*\\+=`, `${NAME}\\s*=[^=].*${NAME}`],
};
const DEFINITION = [`(const|let|var)\\s+${NAME}`, `${NAME}\\s*[=:](?!=)`];

/**
 * The line of a source file where a variable or property grows, as its text has it; else where it is defined. Used
 * where no insertion can be watched (`byKey[key] = value`).
 */
export function growthPlace(source: string, file: string, owner: string, kind: CollectionKind): FilePlace | null {
  const name = lastName(owner);
  if (name === null) return null;
  const lines = source.split('\n');
  for (const pattern of [...GROWTH[kind], ...DEFINITION]) {
    const search = new RegExp(pattern.replaceAll(NAME, `(?<![\\w$])${name}(?![\\w$])`));
    const index = lines.findIndex((text) => !/^\s*(\/\/|\*)/.test(text) && search.test(text));
    if (index >= 0) return { file, line: index + 1, column: (search.exec(lines[index]!)?.index ?? 0) + 1 };
  }
  return null;
}

export interface PlaceInText extends FilePlace {
  /** Characters from the start of the text. */
  readonly offset: number;
}

/** Where a view is read or written: its elements, iteration, its methods, as an argument. Asking its length or buffer is no use. */
export function viewUses(source: string, file: string, owner: string): PlaceInText[] {
  const name = lastName(owner);
  if (name === null) return [];
  const uses = new RegExp(`(?<![\\w$])${name}(?![\\w$])\\s*(\\[|\\??\\.(at|set|subarray|slice|fill|copyWithin|indexOf|join|map|reduce|forEach|every|some|filter|find|entries|values|keys|get\\w+|set\\w+)\\s*\\()|[(,]\\s*(\\.\\.\\.)?([\\w$]+\\.)*${name}\\s*[,)]|\\bof\\s+([\\w$]+\\.)*${name}\\s*\\)|\\[\\s*\\.\\.\\.([\\w$]+\\.)*${name}`, 'g');
  return [...source.matchAll(uses)].map(({ index }) => placeAt(source, file, index)).filter(({ offset }) => !isComment(source, offset));
}

/** Where a variable or property is given a view. */
export function viewMaking(source: string, file: string, owner: string): FilePlace | null {
  const name = lastName(owner);
  const made = name === null ? null : new RegExp(`(?<![\\w$])${name}\\s*[=:][^=][^;\\n]*(Array|DataView|Buffer|HEAP\\w+)`).exec(source);
  return made && placeAt(source, file, made.index);
}

/** What a view becomes where it is made: the value of a variable or property, or the result of a function. */
export type MadeView =
  | { readonly kind: 'held'; readonly owner: string; readonly isDeclared: boolean; readonly viewType: string; readonly isWhole: boolean; readonly offset: number }
  | { readonly kind: 'returned' };

const MAKES = 'new\\s+(\\w+Array|DataView)\\s*\\(|(Buffer)\\.from\\s*\\(';
const HOLDS = '(?:\\b(const|let|var)\\s+)?((?:[\\w$]+\\.)*#?[\\w$]+)\\s*=\\s*';

/** Reads the statement around a place where a memory's buffer was asked for; null where no view is made of it there. */
export function madeView(source: string, offset: number): MadeView | null {
  return heldBy(source, offset, `(?:${MAKES})[^;{}]*$`) ?? (new RegExp(`(?:return|=>)\\s*(?:${MAKES})[^;{}]*$`).test(statementBefore(source, offset)) ? { kind: 'returned' } : null);
}

/** The same where a function that returns such a view is called. */
export function keptResult(source: string, offset: number): MadeView | null {
  return heldBy(source, offset, '(?:await\\s+)?(?:[\\w$]+\\??\\.)*[\\w$]*$');
}

function heldBy(source: string, offset: number, expression: string): MadeView | null {
  const text = statementBefore(source, offset);
  const found = new RegExp(HOLDS + expression).exec(text);
  if (!found) return null;
  return { kind: 'held', owner: found[2]!.replace(/^this\./, ''), isDeclared: found[1] !== undefined, viewType: found[3] ?? found[4] ?? 'view', isWhole: OF_ALL.test(source.slice(offset, offset + 20)), offset: offset - text.length + found.index };
}

/** What follows the reading of a buffer where nothing says which part is meant. */
const OF_ALL = /^\.?buffer\s*\)/;
const STATEMENT = 400;
const statementBefore = (source: string, offset: number): string => /[^;{}]*$/.exec(source.slice(Math.max(0, offset - STATEMENT), offset))![0];

/** How often a variable or property is given a value, its declaration included. */
export function assignmentsOf(source: string, owner: string): number {
  const name = lastName(owner);
  return name === null ? 0 : [...source.matchAll(new RegExp(`(?<![\\w$])${name}\\s*([-+*/%&|^?]{0,3})=(?![=>])`, 'g'))].filter(({ index }) => !isComment(source, index)).length;
}

/** Characters from the start of a text to a 1-based line and column; null beyond its end. */
export function offsetOf(source: string, line: number, column: number): number | null {
  let start = 0;
  for (let at = 1; at < line; at++) {
    start = source.indexOf('\n', start) + 1;
    if (start === 0) return null;
  }
  return Math.min(start + column - 1, source.length);
}

/** Of an owner's path the name that a text search can look for. */
export function lastName(owner: string): string | null {
  const name = owner.replace(/\[\*\]/g, '').split('.').pop();
  return name && /^[\w$#]+$/.test(name) ? name.replace(/[$]/g, '\\$') : null;
}

export function placeAt(source: string, file: string, offset: number): PlaceInText {
  const before = source.slice(0, offset);
  return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), offset };
}

function isComment(source: string, offset: number): boolean {
  return /^\s*(\/\/|\*)/.test(source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset));
}
