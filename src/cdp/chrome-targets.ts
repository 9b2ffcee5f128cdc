import type { Protocol } from 'devtools-protocol';
import { DisposableStack, type Disposable } from '../base/disposable';
import type { ChromeConnection } from './chrome-connection';
import type { CdpSession } from './connection';

export type TargetInfo = Protocol.Target.TargetInfo;

export interface TargetFollower {
  /** Others are let go untouched. */
  accepts(info: TargetInfo): boolean;
  /** The target runs its first instruction once this is done, whether it succeeded or not. */
  onTarget(session: CdpSession, info: TargetInfo): Promise<void>;
  onTrouble(what: string, error: unknown): void;
}

/** What a browser lists by itself; a page's own frames and workers come with the page. A service worker would come with both. */
const OF_BROWSER = [{ type: 'page' }, { type: 'service_worker' }, { type: 'shared_worker' }];
const OF_TARGET = [{ type: 'iframe' }, { type: 'worker' }];

/**
 * Attaches to the pages of a browser, to their frames in other processes and to workers of every kind, as they come:
 * each waits at its start (CDP Target.setAutoAttach, `waitForDebuggerOnStart`).
 */
export async function followTargets(connection: ChromeConnection, follower: TargetFollower): Promise<Disposable> {
  const cleanup = new DisposableStack();
  const follow = async (parent: CdpSession, filter: Protocol.Target.TargetFilter): Promise<void> => {
    cleanup.use(parent.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => void begin(connection.session(sessionId), targetInfo)));
    await parent.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter });
  };
  const begin = async (session: CdpSession, info: TargetInfo): Promise<void> => {
    const isWanted = follower.accepts(info);
    try {
      if (isWanted) await Promise.all([follow(session, OF_TARGET), follower.onTarget(session, info)]);
    } catch (error) {
      if (!session.closed) follower.onTrouble(targetName(info), error);
    }
    await session.send('Runtime.runIfWaitingForDebugger').catch(() => undefined);
    if (!isWanted) await session.close();
  };
  await follow(connection.browser, OF_BROWSER);
  return cleanup;
}

/** `page`, `worker render.js`, `shared worker pool.js`: as short as tells them apart. */
export function targetName({ type, url }: Pick<TargetInfo, 'type' | 'url'>): string {
  const kind = type.replace('_', ' ');
  if (type === 'iframe') return url === '' ? kind : `${kind} ${url}`;
  const file = url.replace(/[?#].*$/, '').split('/').at(-1) ?? '';
  return type === 'page' || file === '' ? kind : `${kind} ${file}`;
}
