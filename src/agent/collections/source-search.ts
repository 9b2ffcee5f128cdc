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
  return [...source.matchAll(uses)].map(({ index }) => placeOf(source, file, index)).filter(({ offset }) => !isComment(source, offset));
}

/** Where a variable or property is given a view. */
export function viewMaking(source: string, file: string, owner: string): FilePlace | null {
  const name = lastName(owner);
  const made = name === null ? null : new RegExp(`(?<![\\w$])${name}\\s*[=:][^=][^;\\n]*(Array|DataView|Buffer|HEAP\\w+)`).exec(source);
  return made && placeOf(source, file, made.index);
}

function lastName(owner: string): string | null {
  const name = owner.replace(/\[\*\]/g, '').split('.').pop();
  return name && /^[\w$#]+$/.test(name) ? name.replace(/[$]/g, '\\$') : null;
}

function placeOf(source: string, file: string, offset: number): PlaceInText {
  const before = source.slice(0, offset);
  return { file, line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), offset };
}

function isComment(source: string, offset: number): boolean {
  return /^\s*(\/\/|\*)/.test(source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset));
}
