import { LIMITS } from '../base/limits';
import { partsOfValue, summaryOf, textOf, why } from './ask-formatters';
import { quoteText } from './text';
import type { Value } from './value';

const DEPTH = 4;

/**
 * A value written out, for the clipboard: text in full, structures by their members, sequences by their elements, as far as
 * there is room. Never rejects.
 */
export async function expressionText(value: Value): Promise<string> {
  return new Writer().write(value, DEPTH);
}

class Writer {
  private characters = 0;

  async write(value: Value, depth: number): Promise<string> {
    const text = await this.written(value, depth).catch(why);
    this.characters += text.length;
    return text;
  }

  private async written(value: Value, depth: number): Promise<string> {
    const text = await textOf(value);
    if (text) return quoteText(text);
    const { kind } = value.shape;
    const parts = kind === 'struct' || kind === 'array' ? await partsOfValue(value) : null;
    if (!parts || parts.count === 0 || depth === 0) return summaryOf(value);
    const written: string[] = [];
    let named = false;
    for (let index = 0; index < parts.count && this.characters < LIMITS.values.copiedCharacters; index++) {
      const { name, value: part } = await parts.part(index);
      named ||= !name.startsWith('[');
      written.push(`${name.startsWith('[') ? '' : `${name}: `}${await this.write(part, depth - 1)}`);
    }
    if (written.length < parts.count) written.push('…');
    return named ? `{ ${written.join(', ')} }` : `[${written.join(', ')}]`;
  }
}
