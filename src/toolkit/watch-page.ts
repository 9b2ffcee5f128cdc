import { followTargets, targetName } from '../cdp/chrome-targets';
import type { CdpSession } from '../cdp/connection';
import { messageFor } from '../base/user-error';
import { openAddress } from './open-page';
import { ownBrowser, tabOf } from './page-browser';
import { PageAgents } from './page-agents';
import type { PageTarget, TargetEnd } from './target';
import type { Watch, WatchOptions } from './watch';

const ENDED: TargetEnd = { exitCode: null, signal: null };

/** Opens a page in a browser of its own, or in a new tab of one that runs, with the agent in its documents and workers from their start. */
export async function watchPage({ url, browser: running }: PageTarget, options: WatchOptions): Promise<Watch> {
  const browser = running ? await tabOf(running) : await ownBrowser();
  const notes = [...browser.notes];
  try {
    const agents = new PageAgents(browser.pid ?? 0, options);
    let isGone!: () => void;
    const gone = new Promise<void>((resolve) => (isGone = resolve));
    const page = await new Promise<CdpSession>((resolve, reject) => {
      followTargets(browser.connection, {
        accepts: (info) => browser.isOurs(info),
        async onTarget(session, info) {
          await agents.place(session, info);
          if (info.type !== 'page') return;
          session.onClose(isGone);
          session.on('Inspector.targetCrashed', () => {
            notes.push(`${targetName(info)} has crashed: the report tells of the time before`);
            isGone();
          });
          await session.send('Inspector.enable');
          resolve(session);
        },
        onTrouble: (what, error) => void notes.push(`${what} is not watched: ${messageFor(error)}`),
      }).catch(reject);
    });
    await openAddress(page, url);
    return {
      mode: 'launch',
      target: { pid: browser.pid, command: url, nodeVersion: null },
      notes,
      ended: Promise.race([browser.ended, gone]).then(() => ENDED),
      async stop() {
        notes.push(...(await agents.takeOut()));
        await browser.leave();
        return ENDED;
      },
      dispose: () => void browser.leave(),
    };
  } catch (error) {
    await browser.leave();
    throw error;
  }
}
