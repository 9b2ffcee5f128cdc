import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AGENT_ENV, type AgentOptions } from '../agent/wire';
import { UserError, messageFor } from '../base/user-error';
import { agentPath } from './package-info';
import { Spool } from './spool';
import type { LaunchTarget, TargetEnd } from './target';
import { FLUSH_MS, POLL_MS, type Watch, type WatchOptions } from './watch';

/** Between asking a program to end and asking harder. */
const GRACE_MS = [3_000, 2_000] as const;

/**
 * Starts a program with the agent preloaded, in its workers and Node children too. No inspector, no port: the agent
 * writes to a spool directory that we tail.
 */
export async function watchLaunched(target: LaunchTarget, options: WatchOptions): Promise<Watch> {
  const directory = temporaryFolder();
  const spool = new Spool(directory, options.onEvent);
  const child = startWithAgent(target, directory, options.trackAllocations);
  child.stdout?.on('data', (chunk: Uint8Array) => options.onOutput(chunk));
  child.stderr?.on('data', (chunk: Uint8Array) => options.onOutput(chunk));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error: NodeJS.ErrnoException) => {
      rmSync(directory, { recursive: true, force: true });
      reject(new UserError(error.code === 'ENOENT' ? `cannot start '${target.argv[0]}': no such program; give the command as you would type it, for example: -- node app.js` : `cannot start '${target.argv[0]}': ${error.message}`));
    });
  });
  const poll = setInterval(() => spool.poll(), POLL_MS);
  const ended = new Promise<TargetEnd>((resolve) => child.once('close', (exitCode, signal) => resolve({ exitCode, signal }))).then((end) => {
    clearInterval(poll);
    spool.poll();
    return end;
  });
  return {
    mode: 'launch',
    target: { pid: child.pid ?? null, command: target.argv.join(' '), nodeVersion: null },
    notes: [],
    ended,
    stop: () => endProgram(child, ended),
    dispose() {
      clearInterval(poll);
      spool.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'wasmscope-'));
  } catch (error) {
    throw new UserError(`cannot make a temporary folder in ${tmpdir()}: ${messageFor(error)}; set TMPDIR to one with room`);
  }
}

function startWithAgent(target: LaunchTarget, spoolDir: string, trackAllocations: boolean): ChildProcess {
  const agentOptions: AgentOptions = { spoolDir, mode: 'launch', trackAllocations, flushMs: FLUSH_MS, without: [] };
  const preload = `--require ${JSON.stringify(agentPath)}`;
  const env = {
    ...target.env,
    [AGENT_ENV]: JSON.stringify(agentOptions),
    NODE_OPTIONS: [target.env['NODE_OPTIONS'], preload].filter(Boolean).join(' '),
  };
  const [command, ...args] = target.argv;
  if (!command) throw new UserError('nothing to start: give the command after --, for example: -- node app.js');
  return spawn(command, args, { cwd: target.cwd, env, stdio: ['inherit', 'pipe', 'pipe'] });
}

export async function endProgram(child: ChildProcess, ended: Promise<TargetEnd>, send = (signal: NodeJS.Signals): unknown => child.kill(signal)): Promise<TargetEnd> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
  for (const [index, signal] of signals.entries()) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    send(signal);
    const graceMs = GRACE_MS[index];
    if (graceMs === undefined) break;
    if (await settlesWithin(ended, graceMs)) break;
  }
  return ended;
}

function settlesWithin(promise: Promise<unknown>, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), limitMs);
    void promise.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
