import type { Protocol } from 'devtools-protocol';
import { messageFor } from '../base/user-error';
import type { ChromeConnection } from '../cdp/chrome-connection';
import { followTargets, targetName, type TargetInfo } from '../cdp/chrome-targets';
import type { CdpSession } from '../cdp/connection';
import { consoleText } from './console-text';
import type { Debuggee } from './debuggee';
import type { Thread } from './thread';

/** The pages that are debugged, each a thread; their frames in other processes and their workers are threads, too. */
export interface PageThreads {
  /** The next page that came, or the first where it is there already. */
  first(): Promise<Thread>;
  sessions(): Iterable<CdpSession>;
}

/** The program has ended when its last page is closed. */
export async function followPages(debuggee: Debuggee, connection: ChromeConnection, accepts: (info: TargetInfo) => boolean): Promise<PageThreads> {
  const pages = new Map<CdpSession, Thread>();
  let firstCame!: (thread: Thread) => void;
  const first = new Promise<Thread>((resolve) => (firstCame = resolve));
  const following = await followTargets(connection, {
    accepts: (info) => (debuggee.followsWorkers || !info.type.endsWith('worker')) && accepts(info),
    async onTarget(session, info) {
      const thread = await addTarget(debuggee, session, info);
      if (info.type !== 'page') return;
      pages.set(session, thread);
      session.onClose(() => {
        pages.delete(session);
        if (pages.size === 0) debuggee.end(null, 'the page was closed');
      });
      firstCame(thread);
    },
    onTrouble: (what, error) => debuggee.onTrouble(`${what} is not debugged: ${messageFor(error)}`),
  });
  debuggee.use(following);
  return { first: () => first, sessions: () => pages.keys() };
}

async function addTarget(debuggee: Debuggee, session: CdpSession, info: TargetInfo): Promise<Thread> {
  const say = (category: 'stdout' | 'stderr', text: string): void => debuggee.events.emit('output', { category, text: `${text}\n` });
  session.on('Runtime.consoleAPICalled', ({ type, args }) => say(type === 'error' || type === 'warning' || type === 'assert' ? 'stderr' : 'stdout', consoleText(args)));
  session.on('Runtime.exceptionThrown', ({ exceptionDetails }) => say('stderr', exceptionText(exceptionDetails)));
  session.on('Log.entryAdded', ({ entry: { level, text, url } }) => {
    if (level === 'error') say('stderr', url === undefined ? text : `${text} (${url})`);
  });
  session.on('Inspector.targetCrashed', () => debuggee.onTrouble(`${targetName(info)} has crashed: reload it, or start again`));
  const thread = await debuggee.addThread(session, targetName(info));
  await session.send('Runtime.enable');
  // What some kinds of target don't have.
  await Promise.all([session.send('Log.enable').catch(() => undefined), session.send('Inspector.enable').catch(() => undefined)]);
  return thread;
}

function exceptionText({ text, exception, url, lineNumber }: Protocol.Runtime.ExceptionDetails): string {
  const thrown = exception?.description ?? (exception ? String(exception.value) : '');
  const place = url === undefined || thrown.includes('\n') ? '' : ` (${url}:${lineNumber + 1})`;
  return `${text}${thrown === '' ? '' : ` ${thrown}`}${place}`;
}
