import { messageFor } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import { JsonSession } from '../cdp/json-session';
import { WorkerTransport } from '../cdp/worker-transport';
import type { Debuggee } from './debuggee';

/** Connects a process's main thread, which waits or runs, and its workers as they come. `title` tells the process from others. */
export async function followNodeProcess(debuggee: Debuggee, session: CdpSession, title: string): Promise<void> {
  await debuggee.addThread(session, title === '' ? 'main thread' : title);
  if (debuggee.followsWorkers) await followWorkers(debuggee, session, title === '' ? '' : `${title}: `);
}

/** Workers wait for us before their first instruction, those of workers too. */
async function followWorkers(debuggee: Debuggee, main: CdpSession, prefix: string): Promise<void> {
  const subscription = main.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo: { workerId } }) => {
    const session = new JsonSession(new WorkerTransport(main, sessionId));
    debuggee
      .addThread(session, `${prefix}worker ${workerId}`)
      .catch((error: unknown) => debuggee.onTrouble(`${prefix}worker ${workerId} is not debugged: ${messageFor(error)}`))
      .finally(() => void session.send('Runtime.runIfWaitingForDebugger').catch(() => undefined));
  });
  debuggee.use(subscription);
  await main.send('NodeWorker.enable', { waitForDebuggerOnStart: true }).catch((error: unknown) => debuggee.onTrouble(`${prefix}workers are not followed: ${messageFor(error)}`));
}
