import { ChromeConnection } from '../cdp/chrome-connection';
import { startChrome, type ChromeOptions } from '../cdp/chrome-process';
import { browserAddress } from '../cdp/discovery';
import type { Debuggee, RunSettings } from './debuggee';
import { OpenPages, type PageChoice } from './open-pages';
import { followPages } from './page-threads';
import type { Program } from './program';

export interface PageLaunchOptions extends RunSettings, ChromeOptions {
  readonly url: string;
}

/** Starts a browser of ours on an empty page; `run` opens the address, with everything set before its first script. */
export async function launchPage(debuggee: Debuggee, options: PageLaunchOptions): Promise<Program> {
  debuggee.configure(options);
  const chrome = await startChrome(options);
  for (const note of chrome.notes) debuggee.events.emit('output', { category: 'console', text: `${note}\n` });
  try {
    void chrome.ended.then(() => debuggee.end(null, 'the browser was closed'));
    const pages = await followPages(debuggee, chrome.connection, () => true);
    const page = await pages.first();
    // It lives in a profile of ours, so it never outlives us.
    const end = async (): Promise<void> => {
      await debuggee.release();
      await chrome.stop();
    };
    return {
      pid: chrome.pid,
      launched: true,
      async run() {
        if (options.stopOnEntry) await page.requestPause();
        const { errorText } = await page.session.send('Page.navigate', { url: options.url });
        if (errorText !== undefined) debuggee.onTrouble(`${options.url} can't be opened (${errorText}): does its server run?`);
      },
      detach: end,
      terminate: end,
    };
  } catch (error) {
    await chrome.stop();
    throw error;
  }
}

/** Connects to pages that are open in a browser (`--remote-debugging-port`). */
export async function attachPage(debuggee: Debuggee, choice: PageChoice, settings: RunSettings): Promise<Program> {
  debuggee.configure(settings);
  const connection = await ChromeConnection.open(await browserAddress(choice.host, choice.port));
  try {
    const open = await OpenPages.choose(connection, choice);
    const pages = await followPages(debuggee, connection, (info) => open.have(info));
    await pages.first();
    connection.browser.onClose((why) => debuggee.end(null, `the page is gone (${why})`));
    const detach = async (): Promise<void> => {
      await debuggee.release();
      await connection.close().catch(() => undefined);
    };
    return {
      pid: null,
      launched: false,
      run: () => Promise.resolve(),
      detach,
      async terminate() {
        await Promise.all([...pages.sessions()].map((session) => session.send('Page.close').catch(() => undefined)));
        await detach();
      },
    };
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}
