// The folder that models are served from. Deploying replaces a model's file and loads its bytes; the path stays.
import { copyFile, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = await mkdtemp(join(tmpdir(), 'model-server-'));
const current = new Map();

export async function deploy(name, revision) {
  const path = join(folder, `${name}.wasm`);
  await copyFile(fileURLToPath(new URL(`models/${name}-${revision}.wasm`, import.meta.url)), `${path}.new`);
  await rename(`${path}.new`, path);
  current.set(name, { revision, bytes: await readFile(path) });
}

/** The newest revision of a model and its bytes. */
export const newest = (name) => current.get(name);

export const close = () => rm(folder, { recursive: true, force: true });
