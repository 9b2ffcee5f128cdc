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
  const name = owner.replace(/\[\*\]/g, '').split('.').pop();
  if (!name || !/^[\w$#]+$/.test(name)) return null;
  const escaped = name.replace(/[$]/g, '\\$');
  const lines = source.split('\n');
  for (const pattern of [...GROWTH[kind], ...DEFINITION]) {
    const search = new RegExp(pattern.replaceAll(NAME, `(?<![\\w$])${escaped}(?![\\w$])`));
    const index = lines.findIndex((text) => !/^\s*(\/\/|\*)/.test(text) && search.test(text));
    if (index >= 0) return { file, line: index + 1, column: (search.exec(lines[index]!)?.index ?? 0) + 1 };
  }
  return null;
}
