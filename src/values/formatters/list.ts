import { LIMITS } from '../../base/limits';
import type { Parts, Show } from './formatter';

/** `[1, 2, … 98 more]`: as many parts as fit in a line, read one after another and no further. */
export async function listText(parts: Parts, show: Show, options: { open: string; close: string; named: boolean }): Promise<string> {
  let text = options.open;
  for (let index = 0; index < parts.count; index++) {
    if (text.length > LIMITS.values.summaryCharacters / 2) return `${text}${separator(index)}… ${parts.count - index} more${options.close}`;
    const { name, value } = await parts.part(index);
    text += `${separator(index)}${options.named && name ? `${name}: ` : ''}${await show(value)}`;
  }
  return text + options.close;
}

const separator = (index: number): string => (index === 0 ? '' : ', ');

export const sequenceText = (parts: Parts, show: Show): Promise<string> => listText(parts, show, { open: '[', close: ']', named: false });
