import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../cache-folder';
import { root } from '../tools';
import type { Fetched } from './fetched-source';
import { fetchedSource } from './fetched-source';

/** How a module of the corpus is made. In a step, `{sources}` is the folder of our own sources, `{fetched}` that of fetched ones. */
export interface Recipe {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Those of our own that go in. */
  readonly sources?: readonly string[];
  readonly fetched?: Fetched;
  /** wasm-opt has the last word, and damages some of the ranges of inlined copies. */
  readonly isRewritten?: boolean;
  /** Files that are written before the steps run: by name, their text. */
  readonly files?: Readonly<Record<string, string>>;
}

/** They run in an empty folder, one after the other, and leave `module.wasm` there. */
export type Step = readonly [tool: string, ...argv: string[]];

const run = promisify(execFile);
const sourcesFolder = join(root, 'test', 'fixtures', 'corpus');

/** Tools, and libraries by their paths. */
export function neededBy({ steps }: Recipe): string[] {
  return [...new Set(steps.flatMap(([tool, ...argv]) => [tool, ...argv.filter((word) => /^\/.*\.a$/.test(word))]))];
}

/** Whether something of it comes from where packages are published. */
export function isFetched({ fetched, steps }: Recipe): boolean {
  return fetched !== undefined || steps.some(([tool]) => tool === 'npx');
}

/** The module's path. Built when the cache does not have it: that of the same recipe, sources and compilers. */
export async function builtModule(recipe: Recipe): Promise<string> {
  const folder = join(cacheFolder('oracle'), `${recipe.name}-${keyOf(recipe)}`);
  const path = join(folder, 'module.wasm');
  if (existsSync(path)) return path;
  const fetched = recipe.fetched ? fetchedSource(recipe.fetched) : '';
  const work = mkdtempSync(`${folder}.part-`);
  try {
    for (const [name, text] of Object.entries(recipe.files ?? {})) writeFileSync(join(work, name), text);
    for (const [tool, ...argv] of recipe.steps) await run(tool, argv.map((word) => word.replace('{sources}', sourcesFolder).replace('{fetched}', fetched)), { cwd: work, maxBuffer: 1 << 26 });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return path;
}

function keyOf(recipe: Recipe): string {
  const hash = createHash('sha256').update(JSON.stringify(recipe)).update(sourcesFolder);
  for (const source of recipe.sources ?? []) hash.update(readFileSync(join(sourcesFolder, source)));
  for (const tool of new Set(recipe.steps.map(([name]) => name))) hash.update(versionOf(tool));
  return hash.digest('hex').slice(0, 12);
}

const versions = new Map<string, string>();

/** npx names the version in the recipe; all others say it. */
function versionOf(tool: string): string {
  const known = versions.get(tool);
  if (known !== undefined) return known;
  const version = basename(tool) === 'npx' ? '' : execFileSync(tool, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  versions.set(tool, version);
  return version;
}
