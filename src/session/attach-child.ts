import { messageFor } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import { connectToInspector } from '../cdp/node-connection';
import { removeChildHook } from './child-hook';
import type { Debuggee, RunSettings } from './debuggee';
import { followNodeProcess } from './node-process';
import type { Program } from './program';
import { signalProcess } from './signal-process';
import { TakenChild } from './taken-child';
import { letChildRun } from './waiting-child';

/** Between asking a process to end and making it. */
const GRACE_MS = 2_000;

/**
 * A child process of a program that another session debugs becomes the program of this one. It waits before its first
 * instruction until `run`. Its own children are that other session's to follow.
 */
export async function attachChild(debuggee: Debuggee, offer: string, settings: RunSettings): Promise<Program> {
  const child = await TakenChild.take(offer);
  const { pid, title, url } = child.process;
  debuggee.configure(settings);
  let session: CdpSession | undefined;
  try {
    session = await connectToInspector(url);
    await prepare(debuggee, session);
    return childProgram(debuggee, session, child);
  } catch (error) {
    // Then it ended while we came.
    const isGone = session?.closed ?? true;
    await debuggee.release();
    await session?.close();
    child.close();
    if (!isGone) throw error;
    return goneProgram(debuggee, pid, `${title} is not there any more: ${messageFor(error)}`);
  }
}

async function prepare(debuggee: Debuggee, session: CdpSession): Promise<void> {
  // Otherwise it would wait at its end for us to go.
  await session.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
  session.on('NodeRuntime.waitingForDisconnect', () => void debuggee.leave().then(() => session.close()));
  // It was started with that.
  debuggee.invite({ install: () => Promise.resolve(), remove: removeChildHook });
  debuggee.handOverModules();
  await followNodeProcess(debuggee, session, '');
}

function childProgram(debuggee: Debuggee, session: CdpSession, child: TakenChild): Program {
  const { pid, title } = child.process;
  const closing = session.onClose(() => {
    child.close();
    debuggee.end(null, `${title} has ended`);
  });
  let hasRun = false;
  const run = async (): Promise<void> => {
    if (hasRun) return;
    hasRun = true;
    child.tellRunning();
    await letChildRun(session);
  };
  const release = async (): Promise<void> => {
    closing.dispose();
    await debuggee.release();
    // A process that waits for a debugger goes on waiting when one leaves.
    await run();
    child.close();
  };
  const detach = async (): Promise<void> => {
    await release();
    await session.close();
  };
  child.onWithdrawn(() => void detach().then(() => debuggee.end(null, 'the session of the program that started this process is over')));
  return {
    pid,
    launched: false,
    run,
    detach,
    async terminate() {
      // What it would do next is not wanted any more. Where it answers the signal by itself, it must run for that.
      signalProcess(pid, 'SIGTERM');
      await release();
      if (!(await hasEnded(session))) signalProcess(pid, 'SIGKILL');
      await session.close();
    },
  };
}

/** Nothing is left of it but the news. */
function goneProgram(debuggee: Debuggee, pid: number, why: string): Program {
  const nothing = (): Promise<void> => Promise.resolve();
  return { pid, launched: false, run: () => Promise.resolve(debuggee.end(null, why)), detach: nothing, terminate: nothing };
}

async function hasEnded(session: CdpSession): Promise<boolean> {
  if (session.closed) return true;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    session.onClose(() => resolve());
    timer = setTimeout(resolve, GRACE_MS);
  });
  clearTimeout(timer);
  return session.closed;
}
