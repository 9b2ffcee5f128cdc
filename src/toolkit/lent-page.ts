import type { TargetInfo } from '../cdp/chrome-targets';
import { LentSession } from '../cdp/lent-session';
import { connectToInspector } from '../cdp/node-connection';
import type { LentPageTarget } from './target';

/** What another debugger has of a page, by the session that it lends: the page's own document, a frame's or a worker. */
export interface LentThread {
  readonly session: LentSession;
  readonly info: Pick<TargetInfo, 'type' | 'url'>;
  /** Not so a worker that waits for its first script. */
  readonly isRunning: boolean;
}

/** A worker that waits for its first script has no timers yet. */
const ABOUT = '({ url: location.href, isDocument: typeof document === "object", isRunning: typeof setTimeout === "function" })';

/** A page that another debugger has, by the sessions that it lends. */
export class LentPage {
  private readonly threads: LentThread[];

  private constructor(
    readonly document: LentThread,
    private readonly others: AsyncIterable<string>,
  ) {
    this.threads = [document];
  }

  static async open({ webSocketUrl, others }: LentPageTarget): Promise<LentPage> {
    return new LentPage(await openThread(webSocketUrl), others);
  }

  /** Its frames and workers, as their sessions are lent. One that can't be had any more has nothing to tell. */
  follow(onThread: (thread: LentThread) => Promise<void>): void {
    const each = async (): Promise<void> => {
      for await (const webSocketUrl of this.others) {
        void openThread(webSocketUrl).then((thread) => {
          this.threads.push(thread);
          return onThread(thread);
        }).catch(() => undefined);
      }
    };
    each().catch(() => undefined);
  }

  /** Never rejects. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ session }) => session.close().catch(() => undefined)));
  }
}

async function openThread(webSocketUrl: string): Promise<LentThread> {
  const session = await LentSession.over(await connectToInspector(webSocketUrl));
  const { result } = await session.send('Runtime.evaluate', { expression: ABOUT, returnByValue: true });
  const { url, isDocument, isRunning } = result.value as { url: string; isDocument: boolean; isRunning: boolean };
  return { session, info: { type: isDocument ? 'iframe' : 'worker', url }, isRunning };
}
