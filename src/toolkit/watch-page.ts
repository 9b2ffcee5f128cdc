import { PAGE_GC } from '../agent/wire';
import { startChrome } from '../cdp/chrome-process';
import { followTargets, targetName } from '../cdp/chrome-targets';
import type { CdpSession } from '../cdp/connection';
import { messageFor } from '../base/user-error';
import { openAddress, STARTS_WITHIN_MS } from './open-page';
import { PageAgents } from './page-agents';
import type { PageTarget, TargetEnd } from './target';
import type { Watch, WatchOptions } from './watch';

const ENDED: TargetEnd = { exitCode: null, signal: null };

/** The agent clears away what a page can't reach any more, to tell it from what the page keeps. */
const V8_FLAGS = `--expose-gc-as=${PAGE_GC}`;

/** Opens a page in a browser of its own, without a window, with the agent in its documents and workers from their start. */
export async function watchPage({ url }: PageTarget, options: WatchOptions): Promise<Watch> {
  const chrome = await startChrome({ executable: undefined, args: [`--js-flags=${V8_FLAGS}`], env: process.env, headless: true, timeoutMs: STARTS_WITHIN_MS });
  const notes = [...chrome.notes];
  try {
    const agents = new PageAgents(chrome.pid ?? 0, options);
    let isGone!: () => void;
    const gone = new Promise<void>((resolve) => (isGone = resolve));
    const page = await new Promise<CdpSession>((resolve, reject) => {
      followTargets(chrome.connection, {
        accepts: () => true,
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
      target: { pid: chrome.pid, command: url, nodeVersion: null },
      notes,
      ended: Promise.race([chrome.ended, gone]).then(() => ENDED),
      async stop() {
        const silent = await agents.takeOut();
        if (silent > 0) notes.push(`${silent} documents or workers of the page did not answer at the end: what they saw last is missing`);
        await chrome.stop();
        return ENDED;
      },
      dispose: () => void chrome.stop(),
    };
  } catch (error) {
    await chrome.stop();
    throw error;
  }
}
