import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './tools';

/** Compares with `test/golden/<path>`. A missing golden file fails: a mistyped name must never pass by writing itself. */
export function expectGolden(path: string, actual: string): void {
  const file = join(root, 'test', 'golden', path);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    return writeFileSync(file, actual);
  }
  assert.equal(actual, readFileSync(file, 'utf8'), `review the difference, then UPDATE_GOLDEN=1: test/golden/${path}`);
}
