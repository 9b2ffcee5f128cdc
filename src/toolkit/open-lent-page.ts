import { LentSession } from '../cdp/lent-session';
import { connectToInspector } from '../cdp/node-connection';
import type { RecordTarget } from './record-target';
import type { LentPageTarget } from './target';

const NOTES = [
  'the debugger of this page is on: WebAssembly runs 1.3 to 5 times slower than by itself, and if it stops the page, times mean nothing',
  'of a page that is being debugged its workers are not recorded',
];

/** A page that another debugger has, through the session that it lends; the page goes on as it is. */
export async function openLentPage({ webSocketUrl }: LentPageTarget): Promise<RecordTarget> {
  const session = new LentSession(await connectToInspector(webSocketUrl));
  return {
    mode: 'attach',
    session,
    // With the debugger on nothing is inlined, whatever the version.
    process: { v8Version: '', cwd: process.cwd(), script: null, flags: [] },
    distorted: true,
    notes: NOTES,
    finished: new Promise((resolve) => session.onClose(() => resolve())),
    run: () => Promise.resolve(),
    async leave() {
      await session.close().catch(() => undefined);
      return { exitCode: null, signal: null };
    },
  };
}
