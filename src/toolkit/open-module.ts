import { readFile } from 'node:fs/promises';
import { messageFor, UserError } from '../base/user-error';
import type { ModuleSymbols } from '../symbols/module-symbols';
import { openSymbols } from '../symbols/open-symbols';
import { readModule } from '../wasm/read-module';
import { debugFileFinder } from './debug-file-finder';
import { FileTrail } from './file-trail';

export interface OpenModuleOptions {
  /** Separate debug information: external DWARF, .dwo, .dwp, source maps. */
  readonly debugFiles?: readonly string[];
  /** Folders to look for it in, matched by name, build id or content. */
  readonly debugDirs?: readonly string[];
}

/** Opens a module's file with its debug information, wherever it lies. Throws UserError on what is no module. */
export async function openModuleFile(path: string, options: OpenModuleOptions = {}): Promise<ModuleSymbols> {
  return openModuleBytes(await readUserFile(path), { ...options, path });
}

export interface ModulePlace extends OpenModuleOptions {
  /** Where the module lies, or null: separate debug information is looked for beside it. */
  readonly path: string | null;
  /** The same of a module that runs, asked where it keeps debug information apart. */
  findFile?(bytes: Uint8Array): string | null;
}

/** `trail` takes down which files the answer depends on, besides the module's own. */
export async function openModuleBytes(bytes: Uint8Array, options: ModulePlace, trail = new FileTrail()): Promise<ModuleSymbols> {
  if (bytes.length === 0) throw new UserError(`${options.path ?? 'the module'}: an empty file is no WebAssembly module`);
  const module = readModule(bytes);
  const header = module.problems.find(({ section }) => section === 'header');
  if (header && module.sections.length === 0) throw new UserError(`${options.path ?? 'the module'}: ${header.reason}`);
  const given = await Promise.all((options.debugFiles ?? []).map((path) => givenFile(path, trail)));
  return openSymbols(module, debugFileFinder(module, { modulePath: () => options.path ?? options.findFile?.(bytes) ?? null, given, folders: options.debugDirs ?? [], trail }));
}

async function givenFile(path: string, trail: FileTrail): Promise<{ path: string; bytes: Uint8Array }> {
  await trail.note(path);
  return { path, bytes: await readUserFile(path) };
}

async function readUserFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UserError(`${path} can't be read: ${messageFor(error)}`);
  }
}
