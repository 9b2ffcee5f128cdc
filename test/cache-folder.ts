import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tools';

/** Where what is generated, fetched or installed is kept between runs; outside of the repository's files. */
export function cacheFolder(...names: string[]): string {
  const folder = join(process.env['WASMSCOPE_CACHE'] ?? join(root, '.cache'), ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
