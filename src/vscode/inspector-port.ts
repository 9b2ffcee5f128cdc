import { readdir, readFile, readlink } from 'node:fs/promises';
import type { NodeProcess } from './node-processes';

/** Where Node's inspector listens unless told otherwise, also when a signal opened it. */
const DEFAULT_PORT = 9229;

/**
 * The port of a process's open inspector, or null. Nothing is asked of the process: on Linux the system's tables tell
 * where it listens, elsewhere only its command line is known.
 */
export async function inspectorPort({ pid, argv }: NodeProcess): Promise<number | null> {
  if (process.platform !== 'linux') return declaredPort(argv);
  try {
    const [environment, tables, sockets] = await Promise.all([readFile(`/proc/${pid}/environ`, 'utf8'), listeningTables(pid), socketsOf(pid)]);
    const options = /(?:^|\0)NODE_OPTIONS=([^\0]*)/.exec(environment)?.[1]?.split(' ') ?? [];
    const listening = listeningPorts(tables).filter(({ inode }) => sockets.has(inode)).map(({ port }) => port);
    return openPort(declaredPort(argv) ?? declaredPort(['', ...options]), listening);
  } catch {
    // It ended, or it belongs to somebody else.
    return null;
  }
}

function openPort(declared: number | null, listening: readonly number[]): number | null {
  // With port 0 the system chose one: which, is known only where there is no other.
  if (declared === 0) return listening.length === 1 ? listening[0]! : null;
  return [declared, DEFAULT_PORT].find((port) => port !== null && listening.includes(port)) ?? null;
}

/** The port of `--inspect`, `--inspect-brk` or `--inspect-wait` among the options of Node itself. */
export function declaredPort(argv: readonly string[]): number | null {
  for (const argument of argv.slice(1)) {
    if (!argument.startsWith('-')) break;
    const match = /^--inspect(?:-brk|-wait)?(?:=(?:.*:)?(\d+)|=.*)?$/.exec(argument);
    if (match) return match[1] === undefined ? DEFAULT_PORT : Number(match[1]);
  }
  return null;
}

const LISTENING = '0A';

/** Ports and inodes of listening sockets, of texts as /proc/net/tcp has them (proc(5)). */
export function listeningPorts(table: string): { readonly port: number; readonly inode: string }[] {
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === LISTENING && local !== undefined && inode !== undefined ? [{ port: parseInt(local.split(':')[1]!, 16), inode }] : [];
  });
}

async function listeningTables(pid: number): Promise<string> {
  const [four, six] = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => '')));
  return `${four}\n${six}`;
}

async function socketsOf(pid: number): Promise<Set<string>> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all((await readdir(folder)).map((name) => readlink(`${folder}/${name}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}
