import { dirname } from 'node:path';
import type { CallFrame } from '../profile/call-frame';
import { holdsAll, sampledFunctions, type ModuleCandidate } from '../profile/match-modules';
import { loadedModules } from '../session/loaded-modules';
import { readModule } from '../wasm/read-module';
import { fileBytes, findModuleFiles, readModuleFile } from './find-modules';
import { moduleHash, readNamedModule } from './module-candidates';
import { openModuleBytes, type OpenModuleOptions } from './open-module';
import type { ProcessFacts, RecordTarget } from './record-target';
import type { Thread } from './recorded-threads';

export interface ModuleSearchOptions extends OpenModuleOptions {
  readonly modulePaths?: readonly string[];
  readonly debuggerWindow?: boolean;
  /** Larger files are passed over, where given. */
  readonly fileBytes?: number;
}

interface Found {
  readonly bytes: Uint8Array;
  readonly file: string | null;
  readonly scriptIds: string[];
}

/**
 * Finds the bytes of the modules that a recording saw, in this order: the program itself where asking costs it nothing
 * (it is at its end), files that the user named, files in the program's folders that fit, and last the program itself.
 */
export class ModuleSearch {
  private readonly found = new Map<string, Found>();
  /** Where the program lives: its working directory and its own folder. */
  readonly folders: string[] = [];

  constructor(
    private readonly options: ModuleSearchOptions,
    private readonly report: (message: string) => void,
  ) {
    for (const path of options.modulePaths ?? []) this.addNamed(path);
  }

  async gather(threads: readonly Thread[], target: RecordTarget): Promise<void> {
    this.setFolders(target.process);
    const scripts = sampledFunctions(threads.flatMap(({ slices }) => slices));
    if (scripts.size === 0) return;
    for (const thread of threads) this.take(thread.modules, thread, scripts);
    if (target.mode === 'launch' && !this.fits(scripts)) await this.ask(scripts, threads, target.mode);
    this.nameByFiles();
    if (this.fits(scripts) && !this.wantsFile()) return;
    this.addFitting(scripts);
    if (!this.fits(scripts)) await this.ask(scripts, threads, target.mode);
  }

  /** Files of the program's folders alone; the program is not asked for anything. */
  addFiles(scripts: ReadonlyMap<string, readonly CallFrame[]>, process: ProcessFacts): void {
    this.setFolders(process);
    this.addFitting(scripts);
  }

  /** Bytes that the program itself gave, for these of its scripts. */
  addRunning(bytes: Uint8Array, scriptIds: readonly string[]): void {
    this.add(bytes, null).scriptIds.push(...scriptIds);
  }

  /** Opens the debug information of what was found. */
  candidates(): Promise<ModuleCandidate[]> {
    return Promise.all(
      [...this.found].map(async ([hash, { bytes, file, scriptIds }]) => ({ hash, file, scriptIds, symbols: await openModuleBytes(bytes, { ...this.options, path: file }) })),
    );
  }

  /** The debugger is on for as long as this takes: after measuring only, and never where the user said no. */
  private async ask(scripts: ReadonlyMap<string, readonly CallFrame[]>, threads: readonly Thread[], mode: RecordTarget['mode']): Promise<void> {
    const living = threads.filter(({ session }) => !session.closed);
    if (living.length === 0 || (mode === 'attach' && this.options.debuggerWindow === false)) return;
    this.report(mode === 'attach' ? 'fetching module bytes: the debugger is on for a moment, after measuring' : 'fetching module bytes');
    for (const thread of living) {
      this.take(await loadedModules(thread.session).catch(() => []), thread, scripts);
    }
  }

  /** Those that were seen running. */
  private take(modules: Thread['modules'], thread: Thread, scripts: ReadonlyMap<string, unknown>): void {
    for (const { scriptId, bytes } of modules) {
      const id = thread.scriptId(scriptId);
      if (scripts.has(id)) this.addRunning(bytes, [id]);
    }
  }

  /** Debug information that lies beside a module is found from the module's own file. */
  private wantsFile(): boolean {
    return [...this.found.values()].some(({ bytes, file }) => file === null && readModule(bytes).customSection('.debug_info') === undefined);
  }

  private fits(scripts: ReadonlyMap<string, readonly CallFrame[]>): boolean {
    const modules = [...this.found.values()].map(({ bytes, scriptIds }) => ({ module: readModule(bytes), scriptIds }));
    return [...scripts].every(
      ([scriptId, functions]) => modules.some(({ scriptIds }) => scriptIds.includes(scriptId)) || modules.filter(({ module }) => holdsAll(module, functions)).length === 1,
    );
  }

  private addNamed(path: string): void {
    this.add(readNamedModule(path), path);
  }

  /** Of modules that the program gave itself, the files that hold the same bytes. */
  private nameByFiles(): void {
    const nameless = new Map([...this.found].flatMap(([hash, { bytes, file }]) => (file === null ? [[bytes.length, hash] as const] : [])));
    if (nameless.size === 0) return;
    for (const path of findModuleFiles(this.folders)) {
      const hash = nameless.get(fileBytes(path));
      const found = hash === undefined ? undefined : this.found.get(hash)!;
      if (found && found.file === null && readModuleFile(path)?.every((byte, index) => byte === found.bytes[index])) this.found.set(hash!, { ...found, file: path });
    }
  }

  private setFolders({ cwd, script }: ProcessFacts): void {
    this.folders.splice(0, Infinity, ...(script === null ? [] : [dirname(script)]), cwd);
  }

  private addFitting(scripts: ReadonlyMap<string, readonly CallFrame[]>): void {
    for (const path of findModuleFiles(this.folders)) {
      const bytes = readModuleFile(path, this.options.fileBytes);
      if (!bytes) continue;
      const module = readModule(bytes);
      if ([...scripts.values()].some((functions) => holdsAll(module, functions))) this.add(bytes, path);
    }
  }

  private add(bytes: Uint8Array, file: string | null): Found {
    const hash = moduleHash(bytes);
    const known = this.found.get(hash);
    const entry: Found = { bytes, file: known?.file ?? file, scriptIds: known?.scriptIds ?? [] };
    this.found.set(hash, entry);
    return entry;
  }
}
