import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleHash } from '../trace/event';
import type { ModuleKeeper } from './module-registry';

/** `<hash>.wasm` beside the spool; on attach the bytes stay where they are. */
export class NodeModuleKeeper implements ModuleKeeper {
  constructor(private readonly spoolDir: string | null) {}

  sha256(bytes: Uint8Array): string {
    return createHash('sha256').update(bytes).digest('hex');
  }

  keepModule(hash: ModuleHash, bytes: Uint8Array): string | null {
    if (this.spoolDir === null) return null;
    const path = join(this.spoolDir, `${hash}.wasm`);
    try {
      if (!existsSync(path)) writeFileSync(path, bytes);
      return path;
    } catch {
      return null;
    }
  }
}
