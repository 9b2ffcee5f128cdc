import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tools';

const folder = join(root, 'test', 'fixtures');

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(fixturePath(name)));
}

/** Where a fixture lies: what belongs to it lies beside it. */
export function fixturePath(name: string): string {
  return join(folder, name);
}

/** Names of all fixture modules. */
export function fixtureNames(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.wasm')).sort();
}
