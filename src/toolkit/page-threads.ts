import type { ChromeConnection } from '../cdp/chrome-connection';
import { followTargets, targetName, type TargetInfo } from '../cdp/chrome-targets';
import type { CdpSession } from '../cdp/connection';
import type { RecordThread } from '../session/process-recorder';

/** A page in a browser, with whatever else of it runs: frames of other sites and workers. */
export class PageThreads {
  private record: RecordThread | undefined;
  /** Those that came before anybody wanted them. */
  private readonly early: (readonly [name: string, session: CdpSession])[] = [];

  /** Resolves with the first page. */
  follow(connection: ChromeConnection, accepts: (info: TargetInfo) => boolean): Promise<CdpSession> {
    return new Promise((resolve, reject) => {
      let first: CdpSession | undefined;
      const following = followTargets(connection, {
        accepts,
        onTarget: async (session, info) => {
          if (!first && info.type === 'page') return resolve((first = session));
          if (this.record) return this.record(targetName(info), session);
          this.early.push([targetName(info), session]);
        },
        // A worker that has ended already has nothing to tell.
        onTrouble: () => undefined,
      });
      following.catch(reject);
    });
  }

  handTo(record: RecordThread): void {
    this.record = record;
    for (const [name, session] of this.early.splice(0)) Promise.resolve(record(name, session)).catch(() => undefined);
  }
}
