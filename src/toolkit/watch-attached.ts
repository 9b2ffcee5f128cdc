import { readFileSync } from 'node:fs';
import { AGENT_SYMBOL, type AgentOptions } from '../agent/wire';
import { UserError, messageFor } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import { LineRecorder } from '../trace/recorder';
import { connectTarget, connectionNotes } from './connect-target';
import { agentPath } from './package-info';
import type { TargetEnd, RunningTarget } from './target';
import { FLUSH_MS, POLL_MS, type Watch, type WatchOptions } from './watch';

/** A drain empties at most LIMITS.agent.drainBytes, so a burst takes several; more than these means that it never ends. */
const DRAINS_AT_END = 64;

/**
 * Injects the agent into a running Node process through its inspector, never with the debugger on, and drains what it
 * collects. `stop` undoes every hook; an inspector that we opened is closed again.
 */
export async function watchAttached(target: RunningTarget, options: WatchOptions): Promise<Watch> {
  const connection = await connectTarget(target);
  const { session, pid } = connection;
  const recorder = new LineRecorder(pid, 0, options.onEvent);
  const agentOptions: AgentOptions = { spoolDir: null, mode: 'attach', trackAllocations: false, flushMs: FLUSH_MS, without: [] };
  const ended = new Promise<TargetEnd>((resolve) => session.onClose(() => resolve({ exitCode: null, signal: null })));
  const notes = connectionNotes(connection);
  try {
    await inject(session, agentOptions);
    notes.push(...(await childNotes(session)));
  } catch (error) {
    await connection.close();
    throw new UserError(`the agent could not be placed in process ${pid}: ${messageFor(error)}`);
  }
  let polling: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    polling = polling.then(() => drain(session, recorder)).then(
      () => undefined,
      () => undefined, // The connection ends: onClose tells.
    );
  }, POLL_MS);
  return {
    mode: 'attach',
    target: { pid, command: connection.command, nodeVersion: null },
    notes,
    ended,
    async stop() {
      clearInterval(timer);
      await polling;
      try {
        if (!session.closed) await takeOut(session, recorder);
        await connection.close();
      } catch (error) {
        // Dying while we leave is the target's right; what was seen until then still counts.
        if (!session.closed) notes.push(`process ${pid} did not answer while the agent was taken out: ${messageFor(error)}`);
      }
      return { exitCode: null, signal: null };
    },
    dispose: () => clearInterval(timer),
  };
}

/** The bundle is one CommonJS file: it is given the target's `require` and told its options (V8-independent of ESM or CJS). */
async function inject(session: CdpSession, options: AgentOptions): Promise<void> {
  const bundle = readFileSync(agentPath, 'utf8');
  const expression = `(() => { const module = { exports: {} }; (function (module, exports, require) {${bundle}\n})(module, module.exports, require); return module.exports.start(require, ${JSON.stringify(options)}); })()`;
  const { exceptionDetails } = await session.send('Runtime.evaluate', { expression, includeCommandLineAPI: true, returnByValue: false });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
}

/** Children that speak over a channel are Node programs of their own: cluster workers, and what `fork` started. */
const CHILDREN = `(process._getActiveHandles?.() ?? []).filter((handle) => handle?.constructor?.name === 'ChildProcess' && handle.connected).map(({ pid }) => pid)`;
const NAMED_CHILDREN = 8;

async function childNotes(session: CdpSession): Promise<string[]> {
  const { result } = await session.send('Runtime.evaluate', { expression: CHILDREN, returnByValue: true });
  const pids = Array.isArray(result.value) ? (result.value as unknown[]).filter((pid) => typeof pid === 'number') : [];
  if (pids.length === 0) return [];
  const named = `${pids.slice(0, NAMED_CHILDREN).join(', ')}${pids.length > NAMED_CHILDREN ? ', …' : ''}`;
  return [`${pids.length} child processes of it are not watched (${named}): check one with --pid, or launch the service under Wasmscope, which follows all`];
}

async function drain(session: CdpSession, recorder: LineRecorder): Promise<boolean> {
  const text = await callAgent(session, 'drain');
  if (typeof text !== 'string' || text === '') return false;
  recorder.push(text);
  return true;
}

async function takeOut(session: CdpSession, recorder: LineRecorder): Promise<void> {
  await callAgent(session, 'uninstall');
  for (let round = 0; round < DRAINS_AT_END && (await drain(session, recorder)); round++);
  await removeAgent(session);
}

async function callAgent(session: CdpSession, method: 'drain' | 'uninstall'): Promise<unknown> {
  const { result } = await session.send('Runtime.evaluate', { expression: `globalThis[Symbol.for(${JSON.stringify(AGENT_SYMBOL)})]?.${method}()`, returnByValue: true });
  return result.value as unknown;
}

async function removeAgent(session: CdpSession): Promise<void> {
  await session.send('Runtime.evaluate', { expression: `delete globalThis[Symbol.for(${JSON.stringify(AGENT_SYMBOL)})]`, returnByValue: true });
}
