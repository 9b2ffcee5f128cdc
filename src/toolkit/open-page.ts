import type { ChromeConnection } from '../cdp/chrome-connection';
import { startChrome } from '../cdp/chrome-process';
import { followTargets, targetName } from '../cdp/chrome-targets';
import type { CdpSession } from '../cdp/connection';
import { UserError } from '../base/user-error';
import type { RecordThread } from '../session/process-recorder';
import type { ProcessFacts, RecordTarget, RecordTargetOptions } from './record-target';
import type { PageTarget } from './target';
import { NO_INLINING } from './wasm-inlining';

/** How long a browser may take to start. */
export const STARTS_WITHIN_MS = 30_000;

/** A page in a browser of its own, without a window: nothing of it is loaded before `run`. Its frames and workers are threads. */
export async function openPage({ url }: PageTarget, { withoutInlining }: RecordTargetOptions): Promise<RecordTarget> {
  const v8Flags = withoutInlining ? [NO_INLINING] : [];
  const chrome = await startChrome({ executable: undefined, args: v8Flags.map((flag) => `--js-flags=${flag}`), env: process.env, headless: true, timeoutMs: STARTS_WITHIN_MS });
  const leave = async (): Promise<{ exitCode: null; signal: null }> => {
    await chrome.stop();
    return { exitCode: null, signal: null };
  };
  try {
    const others = new OtherThreads();
    const session = await others.follow(chrome.connection);
    return {
      mode: 'launch',
      session,
      process: await pageFacts(chrome.connection.browser, v8Flags),
      distorted: false,
      notes: chrome.notes,
      finished: chrome.ended,
      followThreads: (record) => (others.record = record),
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

/** Whatever a browser runs besides its first page. */
class OtherThreads {
  record: RecordThread | undefined;

  /** Resolves with the first page. */
  follow(connection: ChromeConnection): Promise<CdpSession> {
    return new Promise((resolve, reject) => {
      let first: CdpSession | undefined;
      const following = followTargets(connection, {
        accepts: () => true,
        onTarget: async (session, info) => {
          if (first || info.type !== 'page') return this.record?.(targetName(info), session);
          first = session;
          resolve(session);
        },
        // A worker that has ended already has nothing to tell.
        onTrouble: () => undefined,
      });
      following.catch(reject);
    });
  }
}

async function pageFacts(browser: CdpSession, flags: readonly string[]): Promise<ProcessFacts> {
  const { jsVersion } = await browser.send('Browser.getVersion');
  return { v8Version: jsVersion, cwd: process.cwd(), script: null, flags };
}
