import { visibleText } from '../base/visible-text';

/** What a finding says, where nothing is drawn but letters: one line, without the marks of code, as a sentence begins. */
export function findingText(text: string): string {
  const plain = visibleText(text);
  return (plain.startsWith('`') ? plain : plain.charAt(0).toUpperCase() + plain.slice(1)).replace(/`([^`]+)`/g, '$1');
}
