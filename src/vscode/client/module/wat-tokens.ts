import { element } from '../element';

/** Comment, string, name, number: the rest is an instruction or a keyword. */
const TOKEN = /(;;.*$|\(;.*?;\))|("(?:[^"\\]|\\.)*")|(\$(?:"(?:[^"\\]|\\.)*"|[^\s()]+))|((?<![\w.$])[+-]?(?:0x[\da-f_.p+-]+|\d[\d_.e+-]*|inf|nan(?::0x[\da-f]+)?)(?![\w.]))/gi;
const CLASSES = ['comment', 'string', 'name', 'number'] as const;

/** A line of the text format in colour. */
export function watTokens(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    const kind = CLASSES.find((_, group) => match[group + 1] !== undefined)!;
    parts.push(element('span', { class: `token-${kind}` }, match[0]));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}
