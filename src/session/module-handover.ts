import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Disposable } from '../base/disposable';
import { LIMITS } from '../base/limits';
import type { CdpSession } from '../cdp/connection';
import { isRunning } from './is-running';
import type { ThreadGuest } from './thread-guest';

/** Address of the script below, so that its frames can be told from the program's. */
export const HANDOVER_SCRIPT = 'wasmscope-handover';

/**
 * Runs in the program. V8 takes seconds to write the bytes of a large module into an answer (as base64, in strings of
 * two bytes a character); whoever compiles the module has them at hand. Two modules of the same size would be mistaken
 * for each other, so both are then left to be fetched. Whatever fails here is none of the program's business.
 */
const HOOK = `((folder, smallestBytes, roomBytes) => {
  const { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const { compile, instantiate, Module } = WebAssembly;
  const bytesOf = (source) => (ArrayBuffer.isView(source) ? Buffer.from(source.buffer, source.byteOffset, source.byteLength) : Buffer.from(source));
  const usedBytes = () => readdirSync(folder).reduce((sum, name) => sum + statSync(folder + '/' + name).size, 0);
  const handOver = (source) => {
    try {
      if (!(source?.byteLength >= smallestBytes)) return;
      const bytes = bytesOf(source);
      const path = folder + '/' + bytes.length;
      if (existsSync(path)) {
        if (!readFileSync(path).equals(bytes)) writeFileSync(path + '.several', '');
      } else if (usedBytes() + bytes.length <= roomBytes) {
        const part = path + '.' + process.pid + '.' + process.getBuiltinModule('node:worker_threads').threadId;
        writeFileSync(part, bytes);
        renameSync(part, path);
      }
    } catch {}
  };
  const seen = new Proxy(Module, { construct(target, args, newTarget) { handOver(args[0]); return Reflect.construct(target, args, newTarget === seen ? target : newTarget); } });
  const watched = (original) => new Proxy(original, { apply(target, self, args) { handOver(args[0]); return Reflect.apply(target, self, args); } });
  const ours = { compile: watched(compile), instantiate: watched(instantiate), Module: seen };
  const originals = { compile, instantiate, Module };
  const put = (functions) => {
    for (const [name, value] of Object.entries(functions)) Object.defineProperty(WebAssembly, name, { value });
    Object.defineProperty(Module.prototype, 'constructor', { value: functions.Module });
  };
  put(ours);
  Object.defineProperty(globalThis, Symbol.for('wasmscope.modules'), { configurable: true, value: () => { put(originals); delete globalThis[Symbol.for('wasmscope.modules')]; } });
})`;

const FOLDER_PREFIX = 'wasmscope-modules-';

const UNHOOK = `globalThis[Symbol.for('wasmscope.modules')]?.()`;

/** Where a launched program leaves the bytes of its large modules: a folder of its own, gone with the program. */
export class ModuleHandover implements Disposable, ThreadGuest {
  readonly folder: string;

  constructor() {
    removeOrphans();
    this.folder = mkdtempSync(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  }

  /** To be called while the thread waits for its first instruction. A program that can't do it has its modules fetched. */
  async install(session: CdpSession): Promise<void> {
    const { smallestBytes, roomBytes } = LIMITS.handover;
    const expression = `${HOOK}(${JSON.stringify(this.folder)}, ${smallestBytes}, ${roomBytes})\n//# sourceURL=${HANDOVER_SCRIPT}`;
    await session.send('Runtime.evaluate', { expression, silent: true, disableBreaks: true });
  }

  /** Leaves `WebAssembly` as the engine made it. */
  async remove(session: CdpSession): Promise<void> {
    await session.send('Runtime.evaluate', { expression: UNHOOK, silent: true, disableBreaks: true });
  }

  /** The module of that size that was compiled, if it was one alone. */
  async bytesOfSize(sizeBytes: number): Promise<Uint8Array | undefined> {
    if (sizeBytes < LIMITS.handover.smallestBytes) return undefined;
    const path = join(this.folder, String(sizeBytes));
    const bytes = await readFile(path).catch(() => undefined);
    const several = await stat(`${path}.several`).catch(() => undefined);
    return several || bytes?.length !== sizeBytes ? undefined : bytes;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Folders of debuggers that were killed: large, and nobody else would remove them. */
function removeOrphans(): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      const owner = name.startsWith(FOLDER_PREFIX) ? /^\d+/.exec(name.slice(FOLDER_PREFIX.length))?.[0] : undefined;
      if (owner !== undefined && !isRunning(Number(owner))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  } catch {
    // Another user's, or removed by another debugger at the same time.
  }
}
