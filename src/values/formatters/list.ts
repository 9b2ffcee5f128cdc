import { LIMITS } from '../../base/limits';
import { Unavailable } from '../storage';
import type { Formatter, Inside, NamedValue, Parts, Value } from '../value';

/** `[1, 2, … 98 more]`: as many parts as fit in a line, read one after another and no further. */
export async function listText(parts: Parts, inside: Inside, options: { open: string; close: string; named: boolean }): Promise<string> {
  let text = options.open;
  for (let index = 0; index < parts.count; index++) {
    if (text.length > LIMITS.values.summaryCharacters / 2) return `${text}${separator(index)}… ${parts.count - index} more${options.close}`;
    const part = await partOrWhy(parts, index);
    if (typeof part === 'string') return `${text}${separator(index)}${part}${options.close}`;
    text += `${separator(index)}${options.named && part.name ? `${part.name}: ` : ''}${await inside.show(part.value)}`;
  }
  return text + options.close;
}

/** A container whose links are damaged still has what stands before the damage. */
async function partOrWhy(parts: Parts, index: number): Promise<NamedValue | string> {
  try {
    return await parts.part(index);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return `<${error.message}>`;
  }
}

const separator = (index: number): string => (index === 0 ? '' : ', ');

export const sequenceText = (parts: Parts, inside: Inside): Promise<string> => listText(parts, inside, { open: '[', close: ']', named: false });

/** A row for containers that are shown by their elements. */
export function sequenceRow(row: Pick<Formatter, 'name' | 'matches'> & { parts(value: Value, inside: Inside): Promise<Parts> }): Formatter {
  return { ...row, summary: async (value, inside) => sequenceText(await row.parts(value, inside), inside) };
}
