import { targetName } from '../cdp/chrome-targets';
import { plural } from '../findings/exporters/quantity';
import { LentPage } from './lent-page';
import { PageAgents } from './page-agents';
import type { LentPageTarget, TargetEnd } from './target';
import type { Watch, WatchOptions } from './watch';

const ENDED: TargetEnd = { exitCode: null, signal: null };

const NOTES = ['the debugger of this page is on: WebAssembly runs 1.3 to 5 times slower than by itself, and what a page leaves behind is told less surely: V8 collects it when it likes'];

/**
 * A page that another debugger has, in place: loaded again with the agent in its documents from their start, or as it
 * stands. Workers are joined as their sessions are lent. Breakpoints and pauses go on being the debugger's own.
 */
export async function watchLentPage(target: LentPageTarget, options: WatchOptions): Promise<Watch> {
  const page = await LentPage.open(target);
  const { session, info, isRunning } = page.document;
  const notes = [...NOTES];
  const agents = new PageAgents(0, options);
  let stops = 0;
  session.on('Debugger.paused', () => void stops++);
  try {
    await agents.place(session, { type: 'page' });
    page.follow(async (thread) => {
      if (thread.info.type === 'iframe') await agents.place(thread.session, thread.info);
      await agents.join(thread.session, thread.isRunning);
      if (thread.isRunning) notes.push(`${targetName(thread.info)} ran already when it was lent: what it had instantiated by then is not watched`);
    });
    if (target.reload) await session.send('Page.reload', {});
    else await agents.join(session, isRunning);
    return {
      mode: target.reload ? 'launch' : 'attach',
      target: { pid: null, command: info.url, nodeVersion: null },
      notes,
      ended: new Promise((resolve) => session.onClose(() => resolve(ENDED))),
      async stop() {
        notes.push(...(await agents.takeOut()));
        if (stops > 0) notes.push(`its debugger stopped the page ${plural(stops, 'time')} meanwhile: waits and durations count the stops`);
        await page.close();
        return ENDED;
      },
      dispose: () => void page.close(),
    };
  } catch (error) {
    await page.close();
    throw error;
  }
}
