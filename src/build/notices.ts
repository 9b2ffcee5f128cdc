import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the licences of bundled packages ask for: who made them, and the licence's text. `inputs` are the bundled files. */
export function notices(root: string, inputs: Iterable<string>): string {
  // A package may stand in another's folder: the innermost one is meant.
  const folders = new Set([...inputs].flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []));
  const parts = [...folders].sort().map((path) => {
    const folder = join(root, path);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string; license?: string };
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `${name} ${version} (${license ?? 'see below'})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : `Licensed under ${license}.`}\n`;
  });
  return `Wasmscope contains the following packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
