import { spawn, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { UserError } from '../base/user-error';
import { InspectorChatter } from '../cdp/inspector-chatter';
import type { CdpSession } from '../cdp/connection';
import { connectToInspector } from '../cdp/node-connection';
import type { Debuggee, RunSettings } from './debuggee';
import { removeChildHook } from './child-hook';
import { bootEnvironment, debuggedChildren, type ChildProcesses, type ChildSettings } from './child-processes';
import { followNodeProcess } from './node-process';
import type { Program } from './program';

export interface LaunchOptions extends RunSettings, ChildSettings {
  /** null: `runtimeExecutable` is any command, and the Node processes that it starts are debugged. */
  readonly program: string | null;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly runtimeExecutable: string;
  readonly runtimeArgs: readonly string[];
  /** How long the program may take to offer its inspector. */
  readonly timeoutMs: number;
}

/** Between asking a program to end and making it. */
const GRACE_MS = 2_000;
/** What still holds a program's output open after its end is somebody else's. */
const OUTPUT_MS = 1_000;

/** Starts a Node program that waits before its first instruction, until `run`; or a command, whose Node processes do. */
export async function launchNode(debuggee: Debuggee, options: LaunchOptions): Promise<Program> {
  if (!isDirectory(options.cwd)) throw new UserError(`the folder to run in, ${options.cwd}, does not exist: correct "cwd"`);
  debuggee.configure(options);
  let letRun!: () => void;
  const mayRun = new Promise<void>((resolve) => (letRun = resolve));
  const children = options.followChildren || options.program === null ? debuggedChildren(debuggee, mayRun, options.askForSession) : null;
  // Whoever is started with the script has it already.
  if (children) debuggee.invite({ install: () => Promise.resolve(), remove: removeChildHook });
  const starting = options.program === null ? startCommand(debuggee, options, children!) : startProgram(debuggee, options, options.program, children?.folder ?? '');
  const launched = await starting.catch((error: unknown) => {
    children?.dispose();
    throw error;
  });
  return {
    pid: launched.child.pid ?? null,
    launched: true,
    async run() {
      letRun();
      await launched.session?.send('Runtime.runIfWaitingForDebugger');
    },
    async detach() {
      await debuggee.release();
      await launched.session?.close();
    },
    async terminate() {
      // What it would do next is not wanted any more. Where it answers the signal by itself, it must run for that.
      if (isAlive(launched.child)) signalGroup(launched.child, 'SIGTERM');
      await debuggee.release();
      await launched.session?.close();
      await endProcess(launched);
    },
  };
}

interface Launched {
  readonly child: ChildProcess;
  /** null: only its children are connected to. */
  readonly session: CdpSession | null;
  readonly ended: Promise<void>;
}

async function startProgram(debuggee: Debuggee, options: LaunchOptions, program: string, folder: string): Promise<Launched> {
  const flag = options.stopOnEntry ? '--inspect-brk=127.0.0.1:0' : '--inspect-wait=127.0.0.1:0';
  const child = start(options, [flag, program], bootEnvironment(options.env, { bootPath: options.bootPath, folder, isKnown: true }));
  const ended = endOf(child);
  try {
    const session = await connectToInspector(await listening(child, debuggee, options));
    session.on('NodeRuntime.waitingForDisconnect', () => void debuggee.leave().then(() => session.close()));
    void ended.then(() => debuggee.end(child.exitCode, howEnded(child)));
    debuggee.handOverModules();
    // Otherwise the program would wait at its end for us to go.
    const told = session.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    await Promise.all([told, followNodeProcess(debuggee, session, '')]);
    return { child, session, ended };
  } catch (error) {
    await endProcess({ child, ended });
    throw error;
  }
}

async function startCommand(debuggee: Debuggee, options: LaunchOptions, children: ChildProcesses): Promise<Launched> {
  const { runtimeExecutable, bootPath } = options;
  const child = start(options, [], bootEnvironment(options.env, { bootPath, folder: children.folder, isKnown: false }));
  const ended = endOf(child);
  forwardOutput(child, debuggee, () => undefined);
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', (error) => reject(notStarted(runtimeExecutable, error))));
  debuggee.handOverModules();
  void ended.then(() => {
    if (!children.hasBegun) debuggee.onTrouble(`'${runtimeExecutable}' started no Node program that could be debugged`);
    debuggee.end(child.exitCode, howEnded(child));
  });
  return { child, session: null, ended };
}

/** In a process group of its own, so that whatever it starts ends with it. */
function start({ runtimeExecutable, runtimeArgs, args, cwd }: LaunchOptions, own: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(runtimeExecutable, [...runtimeArgs, ...own, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' });
}

/** With everything that it wrote. */
function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => setTimeout(resolve, OUTPUT_MS).unref());
    child.once('close', () => resolve());
  });
}

function howEnded({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `the program has ended with exit code ${exitCode}` : `the program was ended by ${signalCode}`;
}

function notStarted(executable: string, { code, message }: NodeJS.ErrnoException): UserError {
  return new UserError(`cannot start '${executable}': ${code === 'ENOENT' ? 'no such program; set "runtimeExecutable" to the path of node' : message}`);
}

/** Lines about the inspector are not the program's. */
function forwardOutput(child: ChildProcess, debuggee: Debuggee, onListening: (webSocketUrl: string) => void): void {
  const chatter = new InspectorChatter((bytes) => debuggee.events.emit('output', { category: 'stderr', text: Buffer.from(bytes).toString() }), onListening);
  child.stdout!.setEncoding('utf8').on('data', (text: string) => debuggee.events.emit('output', { category: 'stdout', text }));
  child.stderr!.on('data', (chunk: Uint8Array) => chatter.push(chunk)).once('end', () => chatter.end());
}

/** The address that Node prints on stderr. */
function listening(child: ChildProcess, debuggee: Debuggee, { runtimeExecutable, timeoutMs }: LaunchOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const subscription = debuggee.events.on('output', ({ text }) => (said = (said + text).slice(-4_096)));
    forwardOutput(child, debuggee, (url) => {
      subscription.dispose();
      resolve(url);
    });
    const timer = setTimeout(() => reject(new UserError(`'${runtimeExecutable}' did not offer its debugger within ${timeoutMs / 1000} s: is it Node 20 or newer? Raise "timeoutMs" if it is slow`)), timeoutMs);
    child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(runtimeExecutable, error)));
    child.once('close', (code) => {
      clearTimeout(timer);
      subscription.dispose();
      reject(new UserError(`'${runtimeExecutable}' ended with code ${code} before the program began${said === '' ? '' : `: ${said.trim().split('\n').at(-1)}`}`));
    });
  });
}

const isAlive = ({ exitCode, signalCode, pid }: ChildProcess): boolean => exitCode === null && signalCode === null && pid !== undefined;

/** Resolves when all is told of its end. */
async function endProcess({ child, ended }: Pick<Launched, 'child' | 'ended'>): Promise<void> {
  if (child.pid === undefined) return;
  if (isAlive(child)) signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(timer);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid!, signal);
  } catch {
    // Gone already.
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
