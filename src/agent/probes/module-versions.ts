import type * as Crypto from 'node:crypto';
import type * as Fs from 'node:fs';
import type { Stats } from 'node:fs';
import { LIMITS } from '../../base/limits';
import type { InstanceId, ModuleHash, StackId } from '../../trace/event';
import { contentHash } from '../../wasm/content-hash';
import type { CompiledModule } from '../compiled-module';
import type { AgentHost, Probe } from '../probe';

/** A file may be replaced in several steps, and a service may take a moment to notice. */
const RELOAD_GRACE_MS = 2_000;
const FILE_CHECK_MS = 1_000;
const LARGEST_CHECKED_BYTES = 32 << 20;

/** The module that a path stands for now: what was loaded from it last, or what lies there on disk. */
interface Newest {
  readonly hash: ModuleHash;
  readonly at: number;
  readonly loaded: boolean;
  /** The operation that loaded it: until it is over, instances may still be on their way to be replaced. */
  readonly operation: number;
}

interface WatchedPath {
  newest: Newest;
  readonly hashes: Set<ModuleHash>;
  modified: string;
  checking: boolean;
}

interface WatchedInstance {
  readonly id: InstanceId;
  readonly hash: ModuleHash;
  readonly path: string;
  newest: Newest | null;
  calls: number;
  stack: StackId;
}

/** Which version of a module serves: calls of an instance whose source file has been loaded, or replaced, since. */
export const moduleVersions: Probe = {
  name: 'module-versions',
  install(host) {
    if (host.options.mode === 'attach') {
      host.emit({ kind: 'not-observed', rules: ['cache/stale-version'], why: 'instances that were there before Wasmscope attached cannot be watched: launch the service under Wasmscope to see which version answers' });
    }
    const versions = new Versions(host);
    host.wasm.onCompile((compiled) => versions.compiled(compiled));
    host.wasm.onExportCall(({ instance }) => {
      const watched = versions.instance(instance.id, instance.compiled);
      return watched && { enter: () => versions.called(watched) };
    });
    host.onFlush(() => versions.flush());
    return () => undefined;
  },
};

class Versions {
  private readonly paths = new Map<string, WatchedPath>();
  private readonly instances = new Map<InstanceId, WatchedInstance>();
  private checkedAt = 0;
  private readonly stat: (path: string) => Stats | undefined;
  private readonly readFile: (path: string, done: (error: Error | null, bytes: Buffer) => void) => void;
  private readonly sha256: (bytes: Uint8Array) => string;

  constructor(private readonly host: AgentHost) {
    const { statSync, readFile } = host.require('node:fs') as typeof Fs;
    const { createHash } = host.require('node:crypto') as typeof Crypto;
    this.stat = (path) => statSync(path, { throwIfNoEntry: false });
    this.readFile = readFile;
    this.sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
  }

  compiled({ hash, sourceFile }: CompiledModule): void {
    if (sourceFile === null) return;
    const modified = this.modifiedOf(sourceFile);
    const newest: Newest = { hash, at: this.host.now(), loaded: true, operation: this.host.operations.current() };
    const path = this.paths.get(sourceFile);
    if (!path) {
      if (this.paths.size < LIMITS.cache.watchedFiles) this.paths.set(sourceFile, { newest, hashes: new Set([hash]), modified, checking: false });
      return;
    }
    if (path.newest.hash === hash) {
      if (!path.newest.loaded) path.newest = newest;
      return;
    }
    // Older bytes again: a file that was put back is a new version, bytes that were kept in memory are not.
    const putBack = path.hashes.has(hash) && modified !== path.modified;
    if (path.hashes.has(hash) && !putBack) return;
    if (path.hashes.size < LIMITS.cache.modulesPerPath) path.hashes.add(hash);
    path.modified = modified;
    path.newest = newest;
    this.supersede(sourceFile, newest);
  }

  instance(id: InstanceId, { hash, sourceFile }: CompiledModule): WatchedInstance | null {
    if (sourceFile === null) return null;
    const known = this.instances.get(id);
    if (known) return known;
    if (this.instances.size >= LIMITS.agent.sites) this.instances.delete(this.instances.keys().next().value!);
    const newest = this.paths.get(sourceFile)?.newest;
    const watched: WatchedInstance = { id, hash, path: sourceFile, newest: newest && newest.hash !== hash ? newest : null, calls: 0, stack: 0 };
    this.instances.set(id, watched);
    return watched;
  }

  /** Runs at every call of every export: the common case is one comparison. */
  called(instance: WatchedInstance): void {
    const { newest } = instance;
    if (newest === null || !this.isStale(newest)) return;
    instance.calls++;
    if (instance.stack === 0) instance.stack = this.host.captureStack();
  }

  /** An operation that began before the newer version was there in full may end with the older one. */
  private isStale(newest: Newest): boolean {
    const { operations } = this.host;
    const readyAt = newest.loaded ? newest.at : newest.at + RELOAD_GRACE_MS;
    const operation = operations.current();
    const began = operation === 0 ? this.host.now() : operations.startedAt(operation);
    if (began <= readyAt || operation === newest.operation && operation !== 0) return false;
    return newest.operation === 0 || operations.isFinished(newest.operation);
  }

  flush(): void {
    for (const instance of this.instances.values()) {
      const { newest, calls } = instance;
      if (calls === 0 || newest === null) continue;
      instance.calls = 0;
      this.host.emit({ kind: 'stale-use', path: instance.path, older: instance.hash, newer: newest.hash, newerLoaded: newest.loaded, instance: instance.id, calls, stack: instance.stack });
    }
    if (this.host.now() - this.checkedAt < FILE_CHECK_MS) return;
    this.checkedAt = this.host.now();
    for (const [file, path] of this.paths) this.check(file, path);
  }

  /** Has the file other bytes than the module that was loaded from it last? */
  private check(file: string, path: WatchedPath): void {
    const stats = this.stat(file);
    if (path.checking || !stats || stats.size > LARGEST_CHECKED_BYTES || modifiedText(stats) === path.modified) return;
    path.checking = true;
    this.readFile(file, (error, bytes) => {
      path.checking = false;
      if (error) return;
      this.host.guard(() => this.found(file, path, stats, bytes))();
    });
  }

  private found(file: string, path: WatchedPath, stats: Stats, bytes: Uint8Array): void {
    path.modified = modifiedText(stats);
    const hash = contentHash(bytes, this.sha256);
    if (hash === path.newest.hash) return;
    path.newest = { hash, at: Math.max(stats.mtimeMs, path.newest.at), loaded: false, operation: 0 };
    this.host.emit({ kind: 'module-file', path: file, module: hash, modifiedAt: stats.mtimeMs });
    this.supersede(file, path.newest);
  }

  private supersede(file: string, newest: Newest): void {
    for (const instance of this.instances.values()) {
      if (instance.path === file) instance.newest = instance.hash === newest.hash ? null : newest;
    }
  }

  private modifiedOf(path: string): string {
    const stats = this.stat(path);
    return stats ? modifiedText(stats) : '';
  }
}

const modifiedText = ({ mtimeMs, size, ino }: Stats): string => `${mtimeMs} ${size} ${ino}`;
