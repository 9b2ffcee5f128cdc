import fs from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isWasm, type ModuleRegistry } from './module-registry';
import type { Patches } from './patches';

/** Remembers which file a module's bytes were read from. */
export function noteModuleFiles(modules: ModuleRegistry, patches: Patches): void {
  const note = (path: unknown, data: unknown): void => {
    if (!(data instanceof Uint8Array) || !isWasm(data)) return;
    if (path instanceof URL || typeof path === 'string' || Buffer.isBuffer(path)) modules.noteSource(data, path instanceof URL ? fileURLToPath(path) : resolve(path.toString()));
  };
  patches.replace(fs, 'readFileSync', (original) => function (this: unknown, path: fs.PathOrFileDescriptor, ...rest: unknown[]) {
    const data = Reflect.apply(original, this, [path, ...rest]) as Buffer;
    note(path, data);
    return data;
  } as typeof original);
  patches.replace(fs, 'readFile', (original) => function (this: unknown, path: fs.PathOrFileDescriptor, ...rest: unknown[]) {
    const callback: unknown = rest.at(-1);
    if (typeof callback === 'function') {
      rest[rest.length - 1] = function (this: unknown, error: unknown, data: unknown) {
        note(path, data);
        Reflect.apply(callback, this, [error, data]);
      };
    }
    Reflect.apply(original, this, [path, ...rest]);
  } as typeof original);
  patches.replace(fs.promises, 'readFile', (original) => async function (this: unknown, path: fs.PathLike | fs.promises.FileHandle, ...rest: unknown[]) {
    const data = (await Reflect.apply(original, this, [path, ...rest])) as Buffer;
    note(path, data);
    return data;
  } as typeof original);
}
