import { UserError } from '../base/user-error';
import { ChromeConnection } from '../cdp/chrome-connection';
import { startChrome, type ChromeOptions } from '../cdp/chrome-process';
import type { TargetInfo } from '../cdp/chrome-targets';
import { browserAddress } from '../cdp/discovery';
import type { Debuggee, RunSettings } from './debuggee';
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

export interface PageTarget {
  readonly host: string;
  readonly port: number;
  /** The address of the page, `*` standing for anything; null: every page. */
  readonly url: string | null;
}

/** Connects to pages that are open in a browser (`--remote-debugging-port`). */
export async function attachPage(debuggee: Debuggee, target: PageTarget, settings: RunSettings): Promise<Program> {
  debuggee.configure(settings);
  const connection = await ChromeConnection.open(await browserAddress(target.host, target.port));
  try {
    const wanted = await wantedPages(connection, target);
    const pages = await followPages(debuggee, connection, (info) => belongsTo(wanted, info));
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

/** Target ids and origins of what is debugged. */
interface WantedPages {
  readonly ids: Set<string>;
  readonly origins: Set<string>;
}

async function wantedPages({ browser }: ChromeConnection, { host, port, url }: PageTarget): Promise<WantedPages> {
  const { targetInfos } = await browser.send('Target.getTargets', {});
  const open = targetInfos.filter((info) => info.type === 'page' && !/^(?:chrome|devtools|edge):/.test(info.url));
  const wanted = open.filter((info) => url === null || addressPattern(url).test(info.url));
  if (wanted.length > 0) return { ids: new Set(wanted.map(({ targetId }) => targetId)), origins: new Set(wanted.map((info) => originOf(info.url))) };
  const there = open.length === 0 ? 'no page is open there' : `open are: ${open.map((info) => info.url).join(', ')}`;
  throw new UserError(`the browser at ${host}:${port} shows no page ${url === null ? 'that can be debugged' : `with an address like '${url}'`}; ${there}`);
}

/** A page that a debugged one opened belongs to it, and so do workers that serve its origin; others are somebody else's. */
function belongsTo({ ids, origins }: WantedPages, { type, targetId, openerId, url }: TargetInfo): boolean {
  if (type === 'service_worker' || type === 'shared_worker') return origins.has(originOf(url));
  if (type !== 'page') return true;
  if (openerId !== undefined && ids.has(openerId)) ids.add(targetId);
  return ids.has(targetId);
}

function addressPattern(url: string): RegExp {
  return new RegExp(`^${url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}`);
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
