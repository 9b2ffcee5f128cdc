import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The texts that the extension hands to `vscode.l10n.t`, as the bundle that translations are made from (`bundle.l10n.json`):
 * each is its own key. Throws where a call is not given a text in single quotes, since nobody could translate it.
 */
export function translatableTexts(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).sort();
  const texts = files.flatMap((name) => textsIn(readFileSync(join(folder, name), 'utf8'), name));
  return Object.fromEntries([...new Set(texts)].sort().map((text) => [text, text]));
}

function textsIn(source: string, name: string): string[] {
  return [...source.matchAll(/\bl10n\.t\(\s*('(?:[^'\\\n]|\\.)*')?/g)].map(([call, quoted]) => {
    if (quoted === undefined) throw new Error(`${name}: ${call}…) has no text in single quotes`);
    return quoted.slice(1, -1).replace(/\\(['\\])/g, '$1').replaceAll('\\n', '\n');
  });
}
