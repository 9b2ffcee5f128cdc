import { ChromeConnection } from '../cdp/chrome-connection';
import { browserAddress } from '../cdp/discovery';
import { UserError } from '../base/user-error';
import { OpenPages } from '../session/open-pages';
import { pageFacts } from './open-page';
import { PageThreads } from './page-threads';
import type { RecordTarget } from './record-target';
import type { BrowserPort } from './target';

/** A page that is open in a browser, as it stands: it is not loaded again, and goes on afterwards. */
export async function openRunningPage(url: string, { host, port }: BrowserPort): Promise<RecordTarget> {
  const connection = await ChromeConnection.open(await browserAddress(host, port));
  try {
    const open = await OpenPages.choose(connection, { host, port, url });
    const [page, ...others] = open.chosen;
    if (others.length > 0) throw new UserError(`${open.chosen.length} pages are open there with an address like '${url}': ${open.chosen.map((info) => info.url).join(', ')}; give more of the address, or close all but one`);
    const threads = new PageThreads();
    const session = await threads.follow(connection, (info) => open.have(info));
    return {
      mode: 'attach',
      session,
      process: await pageFacts(connection.browser, []),
      distorted: page!.attached,
      notes: page!.attached ? ['another debugger is connected to this page (its developer tools?): if it has the debugger on, WebAssembly runs 1.3 to 5 times slower than by itself'] : [],
      finished: new Promise((resolve) => session.onClose(() => resolve())),
      followThreads: (record) => threads.handTo(record),
      run: () => Promise.resolve(),
      async leave() {
        await connection.close().catch(() => undefined);
        return { exitCode: null, signal: null };
      },
    };
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}
