import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tools';

/** Where what is generated or installed for benchmarks is kept between runs; outside of the repository's files. */
export function cacheFolder(name: string): string {
  const folder = join(process.env['WASMSCOPE_CACHE'] ?? join(root, '.cache'), 'bench', name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
