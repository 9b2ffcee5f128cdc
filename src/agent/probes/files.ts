import type * as Fs from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { AgentHost, Probe } from '../probe';
import { FileLog } from '../transfer/file-log';
import { MissingFiles } from '../transfer/missing-files';
import { OpenFiles } from '../transfer/open-files';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Owner = Record<string, AnyFunction>;
type Callback = (error: unknown, result: unknown, ...rest: unknown[]) => void;

/** One call of the program, to be finished with its outcome. */
type Begun = { finish(result: unknown): void; readonly flavour: 'sync' | 'callback' | 'promise' } | null;
type Begin = (args: unknown[], flavour: 'sync' | 'callback' | 'promise', self: unknown) => ((result: unknown) => void) | null;

/**
 * Reads, writes, removals and renames of files, in all three flavours of `fs`, through descriptors, file handles and
 * streams. What Node's own whole-file functions do with descriptors inside is not counted twice.
 */
export const files: Probe = {
  name: 'files',
  install(host) {
    const fs = host.require('node:fs') as typeof Fs;
    const path = host.require('node:path') as { resolve(path: string): string };
    const statSync = fs.statSync;
    const stat = (name: string): Fs.Stats | undefined => {
      try {
        return statSync(name);
      } catch {
        return undefined;
      }
    };
    new FilePatches(host, fs, new FileLog(host, stat, (name) => path.resolve(name))).install();
    return () => undefined;
  },
};

class FilePatches {
  /** Above zero while one of Node's own functions runs its synchronous part. */
  private inside = 0;
  private readonly open: OpenFiles;
  private readonly missing: MissingFiles;
  private handlePrototype: object | null = null;

  constructor(
    private readonly host: AgentHost,
    private readonly fs: typeof Fs,
    private readonly log: FileLog,
  ) {
    this.open = new OpenFiles(host, log);
    this.missing = new MissingFiles(host);
  }

  install(): void {
    this.family('readFile', this.wholeFile('read', (_args, result) => sizeOf(result)));
    this.family('writeFile', this.wholeFile('write', (args) => sizeOf(args[1])));
    this.family('appendFile', this.wholeFile('write', (args) => sizeOf(args[1]), true));
    this.family('unlink', this.removal(() => null));
    this.family('rm', this.removal(() => null));
    this.family('rename', this.removal((args) => this.log.pathOf(args[1])));
    this.family('open', (args) => (result) => this.opened(result, args));
    for (const name of ['read', 'readv', 'write', 'writev']) this.descriptorFamily(name, this.descriptorMove(name.startsWith('read') ? 'read' : 'write'));
    for (const name of ['fsync', 'fdatasync']) this.descriptorFamily(name, ([descriptor]) => () => this.open.synced(descriptor as number));
    this.descriptorFamily('close', ([descriptor]) => {
      this.open.closed(descriptor as number);
      return null;
    });
    this.stream('createReadStream');
    this.stream('createWriteStream');
  }

  private wholeFile(direction: 'read' | 'write', size: (args: unknown[], result: unknown) => number, append = false): Begin {
    return (args, flavour, self) => {
      const path = this.isHandle(self) ? null : this.log.pathOf(args[0]);
      if (path === null) return null;
      const known = direction === 'write' ? size(args, undefined) : null;
      if (known !== null && !this.log.isLarge(known)) return null;
      const startedAt = this.host.now();
      // A synchronous read is asked for its stack only once it is known to be large.
      let stack = flavour === 'sync' ? 0 : this.host.captureStack();
      const options = args[direction === 'read' ? 1 : 2];
      const durable = append || asksForDurability(options);
      return (result) => {
        const sizeBytes = known ?? size(args, result);
        if (!this.log.isLarge(sizeBytes)) return;
        if (stack === 0) stack = this.host.captureStack();
        this.log.add({ direction, path, sizeBytes, durationMs: this.host.now() - startedAt, durable, synchronous: flavour === 'sync', stack });
      };
    };
  }

  private removal(target: (args: unknown[]) => string | null): Begin {
    return (args) => {
      const path = this.log.pathOf(args[0]);
      return path === null ? null : () => this.log.removed(path, target(args));
    };
  }

  private descriptorMove(direction: 'read' | 'write'): Begin {
    return ([descriptor]) => {
      const number = descriptor as number;
      this.open.touch(number);
      const startedAt = this.host.now();
      return (result) => this.open.moved(number, direction, movedBytes(result, direction), this.host.now() - startedAt);
    };
  }

  private opened(result: unknown, args: unknown[]): void {
    const path = this.log.pathOf(args[0]);
    if (typeof result === 'number') this.open.opened(result, path, args[1]);
    else if (isFileHandle(result)) {
      this.open.opened(result.fd, path, args[1]);
      this.patchHandles(result);
    }
  }

  /** `name`, `nameSync` and `promises.name`. */
  private family(name: string, begin: Begin): void {
    const fs = this.fs as unknown as Owner;
    const promises = this.fs.promises as unknown as Owner;
    if (fs[name]) this.patchCallback(fs, name, begin);
    if (fs[`${name}Sync`]) this.patchSync(fs, `${name}Sync`, begin);
    if (promises[name]) this.patchPromise(promises, name, begin);
  }

  /** Only descriptors that the program opened itself. */
  private descriptorFamily(name: string, begin: Begin): void {
    const own: Begin = (args, flavour, self) => (this.open.knows(args[0]) ? begin(args, flavour, self) : null);
    const fs = this.fs as unknown as Owner;
    if (fs[name]) this.patchCallback(fs, name, own);
    if (fs[`${name}Sync`]) this.patchSync(fs, `${name}Sync`, own);
  }

  /** File handles share a prototype that only an open one leads to. */
  private patchHandles(handle: { fd: number }): void {
    if (this.handlePrototype !== null) return;
    const prototype = Object.getPrototypeOf(handle) as Owner;
    this.handlePrototype = prototype;
    const onDescriptor = (begin: Begin): Begin => (args, flavour, self) => {
      const { fd } = self as { fd: number };
      return this.open.knows(fd) ? begin([fd, ...args], flavour, self) : null;
    };
    for (const name of ['read', 'readv', 'readFile']) this.patchPromise(prototype, name, onDescriptor(this.descriptorMove('read')));
    for (const name of ['write', 'writev']) this.patchPromise(prototype, name, onDescriptor(this.descriptorMove('write')));
    for (const name of ['writeFile', 'appendFile']) {
      this.patchPromise(prototype, name, onDescriptor(([fd, data]) => {
        this.open.touch(fd as number);
        const startedAt = this.host.now();
        return () => this.open.moved(fd as number, 'write', sizeOf(data), this.host.now() - startedAt);
      }));
    }
    for (const name of ['sync', 'datasync']) this.patchPromise(prototype, name, onDescriptor(([fd]) => () => this.open.synced(fd as number)));
    this.patchPromise(prototype, 'close', onDescriptor(([fd]) => {
      this.open.closed(fd as number);
      return null;
    }));
  }

  private isHandle(self: unknown): boolean {
    return this.handlePrototype !== null && typeof self === 'object' && self !== null && Object.getPrototypeOf(self) === this.handlePrototype;
  }

  private stream(name: 'createReadStream' | 'createWriteStream'): void {
    const host = this.host;
    const setStack = host.guard((stream: Readable | Writable, stack: number) => {
      stream.once('open', (descriptor: number) => this.open.setStack(descriptor, stack));
    });
    host.patch(this.fs as unknown as Owner, name, (original) =>
      function (this: unknown, ...args) {
        const stack = host.captureStack();
        const stream = original.apply(this, args);
        setStack(stream as Readable, stack);
        return stream;
      });
  }

  private begun(begin: Begin, args: unknown[], flavour: 'sync' | 'callback' | 'promise', self: unknown): Begun {
    if (this.inside > 0) return null;
    let finish: ((result: unknown) => void) | null = null;
    this.host.guard(() => {
      finish = begin(args, flavour, self);
    })();
    return finish === null ? null : { finish: this.host.guard(finish), flavour };
  }

  /** Whoever asked is gone from the stack where the answer came later: the place of what is read instead has to do. */
  private failed(target: unknown, error: unknown): void {
    this.host.guard(() => this.missing.failed(this.log.pathOf(target), error))();
  }

  private runInside(original: AnyFunction, self: unknown, args: unknown[]): unknown {
    this.inside++;
    try {
      return original.apply(self, args);
    } finally {
      this.inside--;
    }
  }

  private patchSync(owner: Owner, name: string, begin: Begin): void {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the wrapper needs its own `this`
    const patches = this;
    this.host.patch(owner, name, (original) =>
      function (this: unknown, ...args) {
        const begun = patches.begun(begin, args, 'sync', this);
        try {
          const result = patches.runInside(original, this, args);
          begun?.finish(result);
          return result;
        } catch (error) {
          if (begun) patches.failed(args[0], error);
          throw error;
        }
      });
  }

  private patchCallback(owner: Owner, name: string, begin: Begin): void {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the wrapper needs its own `this`
    const patches = this;
    this.host.patch(owner, name, (original) =>
      function (this: unknown, ...args) {
        const callback = args.at(-1);
        const begun = typeof callback === 'function' ? patches.begun(begin, args, 'callback', this) : null;
        if (!begun) return patches.runInside(original, this, args);
        const wrapped: Callback = (error, result, ...rest) => {
          if (error) patches.failed(args[0], error);
          else begun.finish(result);
          (callback as Callback)(error, result, ...rest);
        };
        return patches.runInside(original, this, [...args.slice(0, -1), wrapped]);
      });
  }

  /** The program gets a promise of its own kind: a rejection that it forgets stays unhandled. */
  private patchPromise(owner: Owner, name: string, begin: Begin): void {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the wrapper needs its own `this`
    const patches = this;
    this.host.patch(owner, name, (original) =>
      function (this: unknown, ...args) {
        const begun = patches.begun(begin, args, 'promise', this);
        const promise = patches.runInside(original, this, args) as Promise<unknown>;
        if (!begun) return promise;
        return promise.then(
          (result) => {
            begun.finish(result);
            return result;
          },
          (error: unknown) => {
            patches.failed(args[0], error);
            throw error;
          },
        );
      });
  }
}

function isFileHandle(value: unknown): value is { fd: number } {
  return typeof value === 'object' && value !== null && typeof (value as { fd?: unknown }).fd === 'number';
}

function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  return ArrayBuffer.isView(data) ? data.byteLength : 0;
}

/** Callbacks and synchronous calls give a count, file handles an object with one. */
function movedBytes(result: unknown, direction: 'read' | 'write'): number {
  if (typeof result === 'number') return result;
  if (typeof result === 'string' || ArrayBuffer.isView(result)) return sizeOf(result);
  const counts = result as { bytesRead?: number; bytesWritten?: number } | null | undefined;
  return (direction === 'read' ? counts?.bytesRead : counts?.bytesWritten) ?? 0;
}

function asksForDurability(options: unknown): boolean {
  if (typeof options !== 'object' || options === null) return false;
  const { flag, flush } = options as { flag?: unknown; flush?: unknown };
  return flush === true || (typeof flag === 'string' && /[as]/.test(flag));
}
