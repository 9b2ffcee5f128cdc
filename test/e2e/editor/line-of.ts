import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** The line, from 1, of a file that holds `text`; a test that names its line by content outlives edits above it. */
export function lineOf(file: string, text: string): number {
  const line = readFileSync(file, 'utf8').split('\n').findIndex((each) => each.includes(text)) + 1;
  assert.ok(line > 0, `${file} holds no '${text}'`);
  return line;
}
