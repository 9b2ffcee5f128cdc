import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIMITS } from '../base/limits';
import type { ScriptMap } from '../base/script-map';
import type { FindScriptMap, ScriptMapFile } from '../session/compiled-script';
import { readScriptMap } from '../sourcemap/script-map';

const INLINE = /^data:application\/json(?:;charset=[\w-]+)?(;base64)?,/i;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const ANSWER_MS = 5_000;

/** A source map, and the folder that its paths start from; null where no folder here is known. */
export class ReadScriptMap implements ScriptMapFile {
  private readonly bytes: Buffer;

  constructor(
    bytes: Uint8Array,
    private readonly folder: string | null,
    readonly identity: string,
  ) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  mentions(fileName: string): boolean {
    return this.bytes.includes(JSON.stringify(fileName).slice(1, -1));
  }

  /** Rejects with DecodeError. */
  read(): Promise<ScriptMap> {
    return readScriptMap(this.bytes, (source) => (this.folder === null ? source : (pathNamed(source, this.folder) ?? source)));
  }
}

/** The map that a script names in its comment: within it, or in a file. null where there is none that can be read. */
export function scriptMapNamed(name: string, folder: string | null): ReadScriptMap | null {
  const inline = INLINE.exec(name);
  if (inline) return new ReadScriptMap(Buffer.from(inline[1] ? name.slice(inline[0].length) : decodeURIComponent(name.slice(inline[0].length)), inline[1] ? 'base64' : 'utf8'), folder, name);
  const path = folder === null ? null : pathNamed(name, folder);
  return path === null ? null : scriptMapAt(path);
}

/** The same of a script that runs, whose file may lie elsewhere, or nowhere here. */
export const findScriptMap: FindScriptMap = async ({ url, mapUrl }, addresses) => {
  const path = addresses.pathOf(url);
  const beside = scriptMapNamed(mapUrl, path === null ? null : dirname(path));
  if (beside || INLINE.test(mapUrl) || !URL.canParse(mapUrl, url)) return beside;
  const address = new URL(mapUrl, url);
  const served = addresses.pathOf(address.href);
  return (served === null ? null : scriptMapAt(served)) ?? fetched(address, new URL(url));
};

function scriptMapAt(path: string): ReadScriptMap | null {
  const stats = /\.(map|json)$/.test(path) ? statSync(path, { throwIfNoEntry: false }) : undefined;
  if (!stats?.isFile() || stats.size > LIMITS.sourceMap.fileBytes) return null;
  return new ReadScriptMap(readFileSync(path), dirname(path), `${path} ${stats.mtimeMs} ${stats.size}`);
}

/** Servers of developers keep maps in memory alone. No other machine is asked, and no other server than the script's own. */
async function fetched(address: URL, script: URL): Promise<ReadScriptMap | null> {
  if (address.origin !== script.origin || !LOOPBACK.has(address.hostname) || !/^https?:$/.test(address.protocol)) return null;
  const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error' });
  if (!answer.ok || Number(answer.headers.get('content-length') ?? 0) > LIMITS.sourceMap.fileBytes) return null;
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return bytes.length > LIMITS.sourceMap.fileBytes ? null : new ReadScriptMap(bytes, null, `${address.href} ${answer.headers.get('etag') ?? answer.headers.get('last-modified') ?? bytes.length}`);
}

/** null for URLs that name no file here. */
function pathNamed(name: string, folder: string): string | null {
  try {
    if (name.startsWith('file://')) return fileURLToPath(name);
    if (isAbsolute(name)) return resolve(name);
    return /^[a-z][\w+.-]+:/i.test(name) ? null : resolve(folder, decodeURI(name));
  } catch {
    return null;
  }
}
