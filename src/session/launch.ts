import { spawn, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { UserError } from '../base/user-error';
import { InspectorChatter } from '../cdp/inspector-chatter';
import { connectToInspector } from '../cdp/node-connection';
import type { Debuggee, RunSettings } from './debuggee';
import { followNodeProcess } from './node-process';
import type { Program } from './program';

export interface LaunchOptions extends RunSettings {
  readonly program: string;
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

/** Starts a Node program that waits before its first instruction, until `run`. */
export async function launchNode(debuggee: Debuggee, options: LaunchOptions): Promise<Program> {
  if (!isDirectory(options.cwd)) throw new UserError(`the folder to run in, ${options.cwd}, does not exist: correct "cwd"`);
  const flag = options.stopOnEntry ? '--inspect-brk=127.0.0.1:0' : '--inspect-wait=127.0.0.1:0';
  const child = spawn(options.runtimeExecutable, [...options.runtimeArgs, flag, options.program, ...options.args], { cwd: options.cwd, env: options.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    const session = await connectToInspector(await listening(child, debuggee, options));
    // Otherwise the program would wait at its end for us to go.
    await session.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    const finished = session.on('NodeRuntime.waitingForDisconnect', () => void session.close());
    child.once('close', (exitCode, signal) => debuggee.end(exitCode, signal === null ? `the program has ended with exit code ${exitCode}` : `the program was ended by ${signal}`));
    debuggee.configure(options);
    debuggee.handOverModules();
    await followNodeProcess(debuggee, session, '');
    return {
      pid: child.pid ?? null,
      launched: true,
      run: () => session.send('Runtime.runIfWaitingForDebugger'),
      async detach() {
        finished.dispose();
        await debuggee.release();
        await session.close();
      },
      async terminate() {
        await debuggee.release();
        await session.close();
        await endProcess(child, ended);
      },
    };
  } catch (error) {
    await endProcess(child, ended);
    throw error;
  }
}

/** The address that Node prints on stderr. Everything else that it prints is the program's. */
function listening(child: ChildProcess, debuggee: Debuggee, { runtimeExecutable, timeoutMs }: LaunchOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const chatter = new InspectorChatter((bytes) => {
      const text = Buffer.from(bytes).toString();
      said = (said + text).slice(-4_096);
      debuggee.events.emit('output', { category: 'stderr', text });
    }, resolve);
    child.stdout!.setEncoding('utf8').on('data', (text: string) => debuggee.events.emit('output', { category: 'stdout', text }));
    child.stderr!.on('data', (chunk: Uint8Array) => chatter.push(chunk)).once('end', () => chatter.end());
    const timer = setTimeout(() => reject(new UserError(`'${runtimeExecutable}' did not offer its debugger within ${timeoutMs / 1000} s: is it Node 20 or newer? Raise "timeoutMs" if it is slow`)), timeoutMs);
    child.once('error', (error: NodeJS.ErrnoException) => reject(new UserError(`cannot start '${runtimeExecutable}': ${error.code === 'ENOENT' ? 'no such program; set "runtimeExecutable" to the path of node' : error.message}`)));
    child.once('close', (code) => {
      clearTimeout(timer);
      reject(new UserError(`'${runtimeExecutable}' ended with code ${code} before the program began${said === '' ? '' : `: ${said.trim().split('\n').at(-1)}`}`));
    });
  });
}

async function endProcess(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(timer);
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
