import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixture, fixtureNames } from '../../fixture-modules';
import { root } from '../../tools';

/** LLVM's Wasm reader gives up on segments of newer proposals, and believes debug information that does not match the code. */
const NOT_FOR_LLVM = new Set(['features.wasm', 'shapes-stale.wasm']);

/** Fixtures and the examples' modules. */
export function corpus(): { name: string; bytes: Uint8Array }[] {
  const fixtures = fixtureNames().filter((name) => !NOT_FOR_LLVM.has(name)).map((name) => ({ name, bytes: fixture(name) }));
  const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wasm'));
  return [...fixtures, ...examples.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(root, 'examples', name))) }))];
}
