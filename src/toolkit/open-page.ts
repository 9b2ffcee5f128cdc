import { startChrome } from '../cdp/chrome-process';
import type { CdpSession } from '../cdp/connection';
import { UserError } from '../base/user-error';
import type { ProcessFacts, RecordTarget, RecordTargetOptions } from './record-target';
import type { PageTarget } from './target';
import { STARTS_WITHIN_MS } from './page-browser';
import { PageThreads } from './page-threads';
import { NO_INLINING } from './wasm-inlining';

/** A page in a browser of its own, without a window: nothing of it is loaded before `run`. Its frames and workers are threads. */
export async function openPage({ url }: PageTarget, { withoutInlining }: RecordTargetOptions): Promise<RecordTarget> {
  const v8Flags = withoutInlining ? [NO_INLINING] : [];
  const chrome = await startChrome({ executable: undefined, args: v8Flags.map((flag) => `--js-flags=${flag}`), env: process.env, headless: true, timeoutMs: STARTS_WITHIN_MS });
  const leave = async (): Promise<{ exitCode: null; signal: null }> => {
    await chrome.stop();
    return { exitCode: null, signal: null };
  };
  try {
    const threads = new PageThreads();
    const session = await threads.follow(chrome.connection, () => true);
    return {
      mode: 'launch',
      session,
      process: await pageFacts(chrome.connection.browser, v8Flags),
      distorted: false,
      notes: chrome.notes,
      finished: chrome.ended,
      followThreads: (record) => threads.handTo(record),
      run: () => openAddress(session, url),
      leave,
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

export async function openAddress(page: CdpSession, url: string): Promise<void> {
  const { errorText } = await page.send('Page.navigate', { url });
  if (errorText !== undefined) throw new UserError(`${url} can't be opened (${errorText}): does its server run?`);
}

export async function pageFacts(browser: CdpSession, flags: readonly string[]): Promise<ProcessFacts> {
  const { jsVersion } = await browser.send('Browser.getVersion');
  return { v8Version: jsVersion, cwd: process.cwd(), script: null, flags };
}
