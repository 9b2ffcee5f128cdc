import { PAGE_GC } from '../agent/wire';
import { ChromeConnection } from '../cdp/chrome-connection';
import { startChrome } from '../cdp/chrome-process';
import type { TargetInfo } from '../cdp/chrome-targets';
import { browserAddress } from '../cdp/discovery';
import type { BrowserPort } from './target';

/** How long a browser may take to start. */
export const STARTS_WITHIN_MS = 30_000;

/** The agent clears away what a page can't reach any more, to tell it from what the page keeps. */
const V8_FLAGS = `--expose-gc-as=${PAGE_GC}`;

/** A browser with an empty page that is ours. */
export interface PageBrowser {
  readonly connection: ChromeConnection;
  /** null where it is not known. */
  readonly pid: number | null;
  /** What the user should know of it, one line each. */
  readonly notes: readonly string[];
  /** Resolves when the browser is gone. */
  readonly ended: Promise<void>;
  /** Whether a target belongs to the page. */
  isOurs(info: TargetInfo): boolean;
  /** The page is closed, the rest is as before. Never rejects. */
  leave(): Promise<void>;
}

/** One of its own, without a window. */
export async function ownBrowser(): Promise<PageBrowser> {
  const chrome = await startChrome({ executable: undefined, args: [`--js-flags=${V8_FLAGS}`], env: process.env, headless: true, timeoutMs: STARTS_WITHIN_MS });
  return { ...chrome, isOurs: () => true, leave: () => chrome.stop() };
}

/** A new tab of one that runs already, where the user is logged in; its other tabs are not touched. */
export async function tabOf({ host, port }: BrowserPort): Promise<PageBrowser> {
  const connection = await ChromeConnection.open(await browserAddress(host, port));
  const { targetId } = await connection.browser.send('Target.createTarget', { url: 'about:blank' });
  return {
    connection,
    pid: null,
    notes: ['of a browser that runs already, workers that several pages share are not watched, and what a page leaves behind is told less surely: V8 collects it when it likes'],
    ended: new Promise((resolve) => connection.browser.onClose(() => resolve())),
    isOurs: (info) => (info.type === 'page' ? info.targetId === targetId : info.type !== 'service_worker' && info.type !== 'shared_worker'),
    async leave() {
      await connection.browser.send('Target.closeTarget', { targetId }).catch(() => undefined);
      await connection.close().catch(() => undefined);
    },
  };
}
