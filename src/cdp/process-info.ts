import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../base/user-error';

/** What the operating system says of a process, without touching it. */
export interface ProcessInfo {
  readonly pid: number;
  readonly executable: string;
  readonly argv: readonly string[];
  /** null where the system does not tell: SIGUSR1 would then end a program that does not expect it. */
  readonly catchesSigusr1: boolean | null;
}

/** SIGUSR1 is signal 10 on Linux; `SigCgt` counts from bit 0 for signal 1 (proc(5)). */
const SIGUSR1_BIT = 1n << 9n;
const NODE_NAME = /^(node|nodejs)([-._]?v?\d[\w.-]*)?(\.exe)?$/i;
/** Stands in every Node executable, among the names of its built-in modules. */
const NODE_MARK = Buffer.from('node:internal/bootstrap');
const SCANNED_BYTES = 512 << 20;

/** UserError where there is no such process, or it is not ours to look at. */
export function processInfo(pid: number): ProcessInfo {
  if (!Number.isInteger(pid) || pid <= 0) throw new UserError(`${pid} is no process id: give a positive whole number`);
  try {
    process.kill(pid, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'EPERM' ? `process ${pid} belongs to another user: run as that user` : `there is no process ${pid}: it is gone, or the number is wrong`);
  }
  return process.platform === 'linux' ? linuxProcess(pid) : otherProcess(pid);
}

/** UserError unless the process is Node for certain: anything else would be ended by the signal that opens the inspector. */
export function verifyNode(info: ProcessInfo): void {
  if (isNode(info)) return;
  throw new UserError(`process ${info.pid} is not Node but '${basename(info.executable)}': it was left alone; give the id of the node process itself`);
}

function isNode({ executable, pid }: ProcessInfo): boolean {
  if (NODE_NAME.test(basename(executable))) return true;
  return process.platform === 'linux' && (hasMark(`/proc/${pid}/exe`) || /\/libnode\.so/.test(readText(`/proc/${pid}/maps`)));
}

function linuxProcess(pid: number): ProcessInfo {
  try {
    const status = readText(`/proc/${pid}/status`);
    if (/^State:\s+Z/m.test(status)) throw new UserError(`process ${pid} has ended already (a zombie)`);
    const caught = /^SigCgt:\s+([0-9a-f]+)/m.exec(status)?.[1];
    return {
      pid,
      executable: readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ''),
      argv: readText(`/proc/${pid}/cmdline`).split('\0').slice(0, -1),
      catchesSigusr1: caught === undefined ? null : (BigInt(`0x${caught}`) & SIGUSR1_BIT) !== 0n,
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(code === 'EACCES' || code === 'EPERM' ? `process ${pid} belongs to another user: run as that user` : `process ${pid} can't be looked at: it is gone, or part of the kernel`);
  }
}

function otherProcess(pid: number): ProcessInfo {
  try {
    const line = execFileSync('ps', ['-o', 'comm=,args=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [executable = '', ...argv] = line.split(/\s+/);
    return { pid, executable, argv, catchesSigusr1: null };
  } catch {
    throw new UserError(`process ${pid} can't be looked at here: start the program with --inspect and attach by port`);
  }
}

/** Its children that run Node. Linux; elsewhere none are known. */
export function nodeChildrenOf(pid: number): ProcessInfo[] {
  const pids = readNames(`/proc/${pid}/task`).flatMap((thread) => readText(`/proc/${pid}/task/${thread}/children`).split(' '));
  return pids.filter((each) => each !== '').flatMap((each) => {
    try {
      const info = linuxProcess(Number(each));
      return isNode(info) ? [info] : [];
    } catch {
      // Gone in this moment.
      return [];
    }
  });
}

/** TCP ports that the process listens on, and how many connections each has. Linux; elsewhere undefined. */
export function listeningPorts(pid: number): Map<number, { loopback: boolean; connections: number }> | undefined {
  if (process.platform !== 'linux') return undefined;
  const inodes = socketInodes(pid);
  const rows = ['tcp', 'tcp6'].flatMap((name) => readText(`/proc/${pid}/net/${name}`).split('\n').slice(1)).map(parseSocketRow);
  const ports = new Map<number, { loopback: boolean; connections: number }>();
  for (const row of rows) if (row && row.state === 'listen' && inodes.has(row.inode)) ports.set(row.port, { loopback: row.loopback, connections: 0 });
  for (const row of rows) {
    const port = row && row.state === 'established' && inodes.has(row.inode) ? ports.get(row.port) : undefined;
    if (port) port.connections++;
  }
  return ports;
}

/** A row of /proc/net/tcp: `sl local_address rem_address st … inode`, addresses in hex (proc(5)). */
function parseSocketRow(line: string): { port: number; loopback: boolean; state: 'listen' | 'established' | 'other'; inode: string } | undefined {
  const fields = line.trim().split(/\s+/);
  const [address, port] = (fields[1] ?? '').split(':');
  if (!address || !port || !fields[9]) return undefined;
  const state = fields[3] === '0A' ? 'listen' : fields[3] === '01' ? 'established' : 'other';
  return { port: parseInt(port, 16), loopback: address.endsWith('7F') || address === '00000000000000000000000001000000', state, inode: fields[9] };
}

function socketInodes(pid: number): Set<string> {
  const inodes = new Set<string>();
  for (const descriptor of readNames(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // Closed between listing and looking.
    }
  }
  return inodes;
}

function hasMark(path: string): boolean {
  const chunk = Buffer.alloc(4 << 20);
  try {
    const file = openSync(path, 'r');
    try {
      for (let at = 0; at < SCANNED_BYTES; ) {
        const count = readSync(file, chunk, 0, chunk.length, at);
        if (chunk.subarray(0, count).includes(NODE_MARK)) return true;
        if (count <= NODE_MARK.length) return false;
        at += count - NODE_MARK.length;
      }
    } finally {
      closeSync(file);
    }
  } catch {
    // Not readable: then it does not count as Node.
  }
  return false;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function readNames(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
