// Compiled while it is loaded: what runs stands in no file, and its lines are others.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Item {
  readonly name: string;
}

enum Kind {
  small,
  large,
}

const items: readonly Item[] = Array.from({ length: 40 }, (_, index) => ({ name: `${Kind.small} ${index}` }));

async function exportsFor(item: Item): Promise<number> {
  const bytes = await readFile(join(process.cwd(), '../../../fixtures/shapes-no-debug.wasm'));
  const module: WebAssembly.Module = new WebAssembly.Module(bytes); // BUG(cache/recompiled)
  return WebAssembly.Module.exports(module).length + item.name.length;
}

async function main(): Promise<void> {
  let total = 0;
  for (const item of items) {
    total += await exportsFor(item);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (total === 0) throw new Error('no exports');
}

void main();
