import { createHash } from 'node:crypto';
import { UserError } from '../base/user-error';
import type { ModuleCandidate } from '../profile/match-modules';
import { contentHash } from '../wasm/content-hash';
import { readModuleFile } from './find-modules';
import { openModuleBytes, type OpenModuleOptions } from './open-module';

/** Module files that a user named, opened. Throws UserError on one that can't be read. */
export async function moduleCandidates(paths: readonly string[], options: OpenModuleOptions): Promise<ModuleCandidate[]> {
  return Promise.all(
    paths.map(async (path) => {
      const bytes = readNamedModule(path);
      return { hash: moduleHash(bytes), symbols: await openModuleBytes(bytes, { ...options, path }), file: path, scriptIds: [] };
    }),
  );
}

export function readNamedModule(path: string): Uint8Array {
  const bytes = readModuleFile(path);
  if (!bytes) throw new UserError(`cannot read the module ${path}`);
  return bytes;
}

/** Names a module by what it does: debug information apart. */
export function moduleHash(bytes: Uint8Array): string {
  return contentHash(bytes, (content) => createHash('sha256').update(content).digest('hex'));
}
