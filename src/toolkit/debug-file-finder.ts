import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DebugFileRequest, DebugFiles } from '../symbols/debug-files';
import type { WasmModule } from '../wasm/module';
import { readModule } from '../wasm/read-module';
import type { FileTrail } from './file-trail';

interface Places {
  /** Where the module's own file lies, or null; finding that out may take a search. */
  readonly modulePath: () => string | null;
  /** What the user named. */
  readonly given: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly folders: readonly string[];
  /** Where every look at the disk is noted. */
  readonly trail: FileTrail;
}

/**
 * Finds separate debug information among the files that the user named, then beside the module, then in the folders
 * that the user named. A name in a module is input: it never leads outside of those folders, nor to a network.
 */
export function debugFileFinder(module: WasmModule, given: Places): DebugFiles {
  let path: string | null | undefined;
  const places: Places = { ...given, modulePath: () => (path === undefined ? (path = given.modulePath()) : path) };
  const find = async (request: DebugFileRequest): Promise<Uint8Array | undefined> =>
    givenFile(request, places) ?? (request.kind === 'dwarf-package' ? await packageFile(places) : await namedFile(request, places)) ?? (await twin(request, module, places));
  return Object.assign(find, {
    places: {
      get beside(): string | null {
        const own = places.modulePath();
        return own === null ? null : dirname(own);
      },
      folders: places.folders,
    },
  });
}

/** Of these there may be many: any other than the one that is named would be wrong. */
const NAMED_ALONE = new Set<DebugFileRequest['kind']>(['split-dwarf', 'supplementary-dwarf']);

function givenFile({ kind, name }: DebugFileRequest, { given }: Places): Uint8Array | undefined {
  const suitable = given.filter(({ path, bytes }) => kindOf(path, bytes) === (kind === 'supplementary-dwarf' ? 'external-dwarf' : kind));
  const named = name === null ? undefined : suitable.find(({ path }) => basename(path) === lastPart(name));
  return (named ?? (NAMED_ALONE.has(kind) ? undefined : suitable[0]))?.bytes;
}

function kindOf(path: string, bytes: Uint8Array): DebugFileRequest['kind'] {
  if (extname(path) === '.dwo') return 'split-dwarf';
  if (extname(path) === '.dwp') return 'dwarf-package';
  return bytes[0] === 0 ? 'external-dwarf' : 'source-map';
}

async function namedFile({ name, compilationDirectory }: DebugFileRequest, { modulePath, folders, trail }: Places): Promise<Uint8Array | undefined> {
  if (name === null || name.startsWith('data:')) return undefined;
  const path = modulePath();
  const wanted = pathOf(name);
  const names = [wanted, ...(compilationDirectory === undefined ? [] : [join(compilationDirectory, wanted)]), lastPart(wanted)];
  for (const folder of [...(path === null ? [] : [dirname(path)]), ...folders]) {
    for (const candidate of names) {
      const found = await readInside(folder, candidate, trail);
      if (found) return found;
    }
  }
  return undefined;
}

/** As LLVM's tools name it: after the module. */
async function packageFile({ modulePath, folders, trail }: Places): Promise<Uint8Array | undefined> {
  const path = modulePath();
  if (path === null) return undefined;
  const name = basename(path);
  for (const folder of [dirname(path), ...folders]) {
    for (const candidate of [`${name}.dwp`, `${basename(name, extname(name))}.dwp`]) {
      const found = await readInside(folder, candidate, trail);
      if (found) return found;
    }
  }
  return undefined;
}

async function readInside(folder: string, name: string, trail: FileTrail): Promise<Uint8Array | undefined> {
  const path = resolve(folder, name);
  const way = relative(resolve(folder), path);
  if (way === '' || way.startsWith('..') || isAbsolute(way)) return undefined;
  await trail.note(path);
  return readFile(path).catch(() => undefined);
}

/** A module's unstripped twin in the user's folders: the same build id, or else the very same code. */
async function twin({ kind }: DebugFileRequest, module: WasmModule, { folders, trail }: Places): Promise<Uint8Array | undefined> {
  if (kind !== 'external-dwarf') return undefined;
  for (const folder of folders) {
    await trail.note(folder);
    const entries = await readdir(folder).catch(() => []);
    for (const entry of entries.filter((name) => ['.wasm', '.debug'].includes(extname(name)))) {
      const bytes = await readInside(folder, entry, trail);
      if (bytes && isTwin(module, readModule(bytes))) return bytes;
    }
  }
  return undefined;
}

function isTwin(module: WasmModule, other: WasmModule): boolean {
  if (!other.customSection('.debug_info')) return false;
  if (module.buildId !== null && other.buildId !== null) return module.buildId === other.buildId;
  const [code, otherCode] = [codeOf(module), codeOf(other)];
  return code.length > 0 && Buffer.compare(code, otherCode) === 0;
}

function codeOf({ sections, bytes }: WasmModule): Uint8Array {
  const code = sections.find(({ name }) => name === 'code');
  return code ? bytes.subarray(code.payloadOffset, code.payloadOffset + code.payloadSize) : new Uint8Array();
}

/** Of an address on a network the last part alone counts: the file may lie beside the module as well. */
function pathOf(name: string): string {
  try {
    if (/^https?:/.test(name)) return lastPart(decodeURIComponent(new URL(name).pathname));
    return name.startsWith('file://') ? fileURLToPath(name) : name;
  } catch {
    return name;
  }
}

function lastPart(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}
