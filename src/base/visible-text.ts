/**
 * Text from a target as one visible line. Control characters could drive a terminal, and bidirectional ones could
 * make a name read as another, so both are written as escapes; line breaks become spaces.
 */
export function visibleText(text: string): string {
  return text
    .replace(/[\r\n\u2028\u2029]+\s*/g, ' ')
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, escapeCode);
}

function escapeCode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
