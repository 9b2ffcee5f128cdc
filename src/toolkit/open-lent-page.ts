import { targetName } from '../cdp/chrome-targets';
import { LentPage } from './lent-page';
import type { RecordTarget } from './record-target';
import type { LentPageTarget } from './target';

const NOTES = ['the debugger of this page is on: WebAssembly runs 1.3 to 5 times slower than by itself, and if it stops the page, times mean nothing'];

/** A page that another debugger has, through the sessions that it lends; the page goes on as it is, its frames and workers are threads. */
export async function openLentPage(target: LentPageTarget): Promise<RecordTarget> {
  const page = await LentPage.open(target);
  const { session } = page.document;
  return {
    mode: 'attach',
    session,
    // With the debugger on nothing is inlined, whatever the version.
    process: { v8Version: '', cwd: process.cwd(), script: null, flags: [] },
    distorted: true,
    notes: NOTES,
    finished: new Promise((resolve) => session.onClose(() => resolve())),
    followThreads: (record) => page.follow((thread) => record(targetName(thread.info), thread.session)),
    async run() {
      if (target.reload) await session.send('Page.reload', {});
    },
    async leave() {
      await page.close();
      return { exitCode: null, signal: null };
    },
  };
}
