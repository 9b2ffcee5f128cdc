import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools';

/** Fixtures that benchmarks run on. */
export function fixturePath(name: string): string {
  return join(root, 'test', 'fixtures', name);
}

/** The line (from 1) of a fixture's source that contains `part`. */
export function lineOf(source: string, part: string): number {
  const index = readFileSync(fixturePath(source), 'utf8').split('\n').findIndex((line) => line.includes(part));
  if (index < 0) throw new Error(`no line of ${source} contains '${part}'`);
  return index + 1;
}
