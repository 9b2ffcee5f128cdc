import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { UserError } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import { JsonSession } from '../cdp/json-session';
import { NodeTransport } from '../cdp/node-transport';
import { InspectorChatter } from '../cdp/inspector-chatter';
import type { ProcessFacts, RecordTarget, RecordTargetOptions } from './record-target';
import type { LaunchTarget, TargetEnd } from './target';
import { inlinesWasm, NO_INLINING } from './wasm-inlining';
import { endProgram } from './watch-launched';

/** A program that has said that it is done has this long to go by itself. */
const GOING_MS = 5_000;
const OUTPUT_MS = 1_000;

/**
 * Starts `node …` waiting at an inspector port of its own, in measure mode: nothing runs before `run`, and at its end
 * the program waits until we have taken what it knows. It gets a process group of its own, so that Ctrl-C reaches us
 * alone and the recording ends in order.
 */
export async function launchInspected(target: LaunchTarget, options: RecordTargetOptions): Promise<RecordTarget> {
  const [command, ...args] = target.argv;
  if (command === undefined || !/^node(?:\d+|js)?(?:\.exe)?$/.test(basename(command))) {
    throw new UserError(`'${command ?? ''}' is not node: record starts Node programs (-- node app.js); start anything else yourself and use --pid`);
  }
  const v8Flags = options.withoutInlining && inlinesWasm(versionOfV8(command)) ? [NO_INLINING] : [];
  const child = spawn(command, [...v8Flags, '--inspect-wait=127.0.0.1:0', ...args], {
    cwd: target.cwd,
    env: options.environment?.(target.env) ?? target.env,
    stdio: [process.stdin.isTTY ? 'ignore' : 'inherit', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = endOf(child);
  try {
    const session = new JsonSession(await NodeTransport.connect(await listening(child, options)));
    return await waitingProgram(session, child, ended, target);
  } catch (error) {
    await endProgram(child, ended, (signal) => signalGroup(child, signal));
    throw error;
  }
}

/** With everything that it wrote. What still holds its output open a moment after its end is somebody else's. */
function endOf(child: ChildProcess): Promise<TargetEnd> {
  return new Promise((done) => {
    child.once('exit', (exitCode, signal) => setTimeout(() => done({ exitCode, signal }), OUTPUT_MS).unref());
    child.once('close', (exitCode, signal) => done({ exitCode, signal }));
  });
}

/** The program and what it started. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // Gone already, or a system without process groups.
    child.kill(signal);
  }
}

function versionOfV8(command: string): string {
  try {
    return execFileSync(command, ['-p', 'process.versions.v8'], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

async function waitingProgram(session: CdpSession, child: ChildProcess, ended: Promise<TargetEnd>, target: LaunchTarget): Promise<RecordTarget> {
  const finished = endIsNear(session);
  let isFinished = false;
  void finished.then(() => (isFinished = true));
  await session.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
  return {
    mode: 'launch',
    session,
    process: await factsBeforeStart(session, target, child.spawnargs),
    distorted: false,
    notes: [],
    finished,
    run: () => session.send('Runtime.runIfWaitingForDebugger'),
    async leave() {
      const endsByItself = isFinished;
      await session.close().catch(() => undefined);
      if (endsByItself) await Promise.race([ended, new Promise((late) => setTimeout(late, GOING_MS).unref())]);
      return endProgram(child, ended, (signal) => signalGroup(child, signal));
    },
  };
}

/** Resolves when a program is done, and waits for us to go, or is gone. */
export function endIsNear(session: CdpSession): Promise<void> {
  return new Promise((resolve) => {
    session.onClose(() => resolve());
    session.on('NodeRuntime.waitingForDisconnect', () => resolve());
  });
}

/** While it waits, the program has neither arguments nor a folder yet: we know them, having given them. */
async function factsBeforeStart(session: CdpSession, { cwd, argv }: LaunchTarget, flags: readonly string[]): Promise<ProcessFacts> {
  const { result } = await session.send('Runtime.evaluate', { expression: 'process.versions.v8', returnByValue: true });
  const script = argv.slice(1).map((argument) => resolve(cwd, argument)).find((path) => existsSync(path));
  return { v8Version: String(result.value), cwd, script: script ?? null, flags };
}

/** The address that Node prints. A program that ends before (a bad option, no such program) says why on stderr. */
function listening(child: ChildProcess, options: RecordTargetOptions): Promise<string> {
  return new Promise((listensAt, reject) => {
    const chatter = new InspectorChatter((text) => options.onOutput(text), listensAt);
    child.stdout?.on('data', (chunk: Uint8Array) => options.onOutput(chunk));
    child.stderr?.on('data', (chunk: Uint8Array) => chatter.push(chunk));
    child.stderr?.once('end', () => chatter.end());
    child.once('error', (error: NodeJS.ErrnoException) => reject(new UserError(`cannot start '${child.spawnfile}': ${error.code === 'ENOENT' ? 'no such program' : error.message}`)));
    child.once('close', (exitCode) => reject(new UserError(`'${child.spawnfile}' ended with exit code ${exitCode} before its program began; what it said stands above`)));
  });
}
