import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { ModuleHash, TraceEvent } from '../trace/event';
import { openModuleBytes } from './open-module';

/** What of module bytes goes into a trace file; larger modules are left to the report's reader to find. */
const EMBEDDED_BYTES = 64 << 20;

/** Gathers the bytes of the modules that a trace names, and opens their symbols once, before the report. */
export class ModuleStore {
  private readonly bytes = new Map<ModuleHash, Uint8Array>();
  private readonly symbolsOf = new Map<ModuleHash, ModuleSymbols>();
  private readonly fileOf = new Map<ModuleHash, string>();

  onEvent(event: TraceEvent): void {
    if (event.kind === 'module' && event.bytesFile !== null) this.read(event.module, event.bytesFile);
    if (event.kind === 'compile' && event.sourceFile !== null) {
      this.fileOf.set(event.module, event.sourceFile);
      this.read(event.module, event.sourceFile);
    }
  }

  add(module: ModuleHash, bytes: Uint8Array): void {
    if (!this.bytes.has(module) && hashOf(bytes) === module) this.bytes.set(module, bytes);
  }

  /** The file that the module was read from, where the agent saw it: relative source names start there. */
  file(module: ModuleHash): string | undefined {
    return this.fileOf.get(module);
  }

  async openSymbols(signal: AbortSignal): Promise<void> {
    for (const [module, bytes] of this.bytes) {
      if (signal.aborted || this.symbolsOf.has(module)) continue;
      this.symbolsOf.set(module, await openModuleBytes(bytes, { path: this.fileOf.get(module) ?? null }));
    }
  }

  symbols(module: ModuleHash): ModuleSymbols | undefined {
    return this.symbolsOf.get(module);
  }

  debugInfo(module: ModuleHash): readonly string[] {
    return this.symbolsOf.get(module)?.kinds ?? [];
  }

  *embedded(): Generator<{ module: ModuleHash; base64: string }> {
    let total = 0;
    for (const [module, bytes] of this.bytes) {
      total += bytes.length;
      if (total > EMBEDDED_BYTES) return;
      yield { module, base64: Buffer.from(bytes).toString('base64') };
    }
  }

  /** A file proves itself: only bytes of that very hash are taken. */
  private read(module: ModuleHash, path: string): void {
    if (this.bytes.has(module)) return;
    try {
      this.add(module, readFileSync(path));
    } catch {
      // Gone or unreadable by now: the module is shown by its hash, its frames by name.
    }
  }
}

function hashOf(bytes: Uint8Array): ModuleHash {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
