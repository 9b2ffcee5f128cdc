import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { basename, sep } from 'node:path';

export interface NodeProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** The command line, split where the system tells. */
  readonly argv: readonly string[];
  readonly uptimeSeconds: number | null;
  /** The folder it runs in, where the system tells. */
  readonly cwd?: string;
}

/**
 * The Node processes of this user, the youngest first. Only read from the system's tables: no process is signalled,
 * since a signal meant for Node's inspector ends any other program.
 */
export async function nodeProcesses(): Promise<NodeProcess[]> {
  const found = await (process.platform === 'linux' ? fromProc() : process.platform === 'win32' ? fromPowerShell() : fromPs());
  return found.sort((a, b) => (a.uptimeSeconds ?? Infinity) - (b.uptimeSeconds ?? Infinity) || b.pid - a.pid);
}

/** What windows and servers of VS Code run themselves, whichever installation they belong to. */
const EDITOR_SCRIPT = /[\\/]out[\\/](bootstrap-fork|server-main|server-cli)(\.js)?$/;

/** Leaves out the editor itself: the processes above `pid`, whatever runs a file below one of its folders, and other editors. */
export function withoutEditor(processes: readonly NodeProcess[], pid: number, ...editorRoots: readonly string[]): NodeProcess[] {
  const parents = new Map(processes.map((each) => [each.pid, each.parentPid]));
  const editor = new Set<number>();
  for (let current: number | undefined = pid; current !== undefined && !editor.has(current); current = parents.get(current)) editor.add(current);
  const belongsToEditor = (argument: string): boolean => EDITOR_SCRIPT.test(argument) || editorRoots.some((root) => argument.includes(root));
  return processes.filter((each) => !editor.has(each.pid) && !each.argv.some(belongsToEditor));
}

/** Programs that only start others, by their scripts' names and by the titles that they give themselves. */
const RUNNER = /^(?:npm|npx|yarn|pnpm|corepack)(?:-cli)?(?:\.c?js)?$/;

/** Leaves out package managers: what they started is a process of its own. */
export function withoutRunners(processes: readonly NodeProcess[]): NodeProcess[] {
  return processes.filter(({ argv: [executable = '', script = ''] }) => !RUNNER.test(executable.split(' ')[0]!) && !RUNNER.test(basename(script)));
}

/** Tells those that run in one of the folders, or a file of it, from the others; each in the order given. */
export function byNearness(processes: readonly NodeProcess[], folders: readonly string[]): NearAndFar {
  const isIn = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);
  const isNear = ({ argv, cwd = '' }: NodeProcess): boolean => folders.some((folder) => [cwd, ...argv].some((path) => isIn(path, folder)));
  return { near: processes.filter(isNear), far: processes.filter((each) => !isNear(each)) };
}

export interface NearAndFar {
  readonly near: readonly NodeProcess[];
  readonly far: readonly NodeProcess[];
}

function isNode(executable: string): boolean {
  return /^node(js)?[-\d.]*(\.exe)?$/i.test(basename(executable));
}

async function fromProc(): Promise<NodeProcess[]> {
  const uptime = Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // A process may end while it is looked at: it is then simply not there.
  const found = await Promise.all(pids.map((pid) => readProcess(Number(pid), uptime).catch(() => null)));
  return found.filter((each) => each !== null);
}

/** Ticks a second in /proc/<pid>/stat: a constant of Linux's interface to user space (USER_HZ). */
const TICKS_PER_SECOND = 100;

async function readProcess(pid: number, systemUptime: number): Promise<NodeProcess | null> {
  const folder = `/proc/${pid}`;
  if ((await stat(folder)).uid !== process.getuid!()) return null;
  if (!isNode((await readlink(`${folder}/exe`)).replace(/ \(deleted\)$/, ''))) return null;
  const [commandLine, status, cwd] = await Promise.all([readFile(`${folder}/cmdline`, 'utf8'), readFile(`${folder}/stat`, 'utf8'), readlink(`${folder}/cwd`)]);
  // Fields after the name, which stands in parentheses and may hold anything (proc(5)): state, ppid, ..., starttime.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  // A program that renames itself leaves empty arguments behind its name.
  const argv = commandLine.split('\0').filter((argument) => argument !== '');
  if (argv.length === 0) return null;
  return { pid, parentPid: Number(fields[1]), argv, uptimeSeconds: systemUptime - Number(fields[19]) / TICKS_PER_SECOND, cwd };
}

async function fromPs(): Promise<NodeProcess[]> {
  return parsePs(await output('ps', ['-U', String(process.getuid!()), '-o', 'pid=,ppid=,etime=,command=']));
}

/** Lines of `ps -o pid=,ppid=,etime=,command=`; the command is split at spaces, which is all that ps leaves to do. */
export function parsePs(text: string): NodeProcess[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)\s+(.+)$/.exec(line);
    if (!match) return [];
    const argv = match[7]!.trim().split(/\s+/);
    if (!isNode(argv[0]!)) return [];
    const [days, hours, minutes, seconds] = [match[3], match[4], match[5], match[6]].map((part) => Number(part ?? 0)) as [number, number, number, number];
    return [{ pid: Number(match[1]), parentPid: Number(match[2]), argv, uptimeSeconds: ((days * 24 + hours) * 60 + minutes) * 60 + seconds }];
  });
}

async function fromPowerShell(): Promise<NodeProcess[]> {
  const query = 'Get-CimInstance Win32_Process -Filter "Name=\'node.exe\'" | Select-Object ProcessId,ParentProcessId,CommandLine | ConvertTo-Json -AsArray';
  const rows = JSON.parse((await output('pwsh.exe', ['-NoProfile', '-Command', query])) || '[]') as { ProcessId: number; ParentProcessId: number; CommandLine: string | null }[];
  return rows.map((row) => ({ pid: row.ProcessId, parentPid: row.ParentProcessId, argv: (row.CommandLine ?? 'node.exe').match(/"[^"]*"|\S+/g)!.map((part) => part.replaceAll('"', '')), uptimeSeconds: null }));
}

function output(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 16 << 20, windowsHide: true }, (error, stdout) => (error ? reject(new Error(error.message, { cause: error })) : resolve(stdout)));
  });
}
