import type { BrowserContext, Page } from 'playwright-core';

/** The windows' own name for what they keep of their notifications. */
const KEPT = '__notificationsSeen';

/** In every window of the context, keeps what its notifications said: most hide themselves before anybody looks. */
export async function keepNotifications(context: BrowserContext): Promise<void> {
  await context.addInitScript(`(() => {
    if (window !== top) return;
    const seen = (window.${KEPT} = []);
    const look = () => {
      for (const toast of document.querySelectorAll('.notifications-toasts .notification-list-item')) {
        const text = toast.innerText.replace(/\\s+/g, ' ').trim();
        // A progress counts: its last state is enough.
        const words = text.replace(/\\d+/g, '#');
        const isError = toast.querySelector('.codicon-error') !== null;
        if (text && seen.at(-1)?.words !== words) seen.push({ words, text, isError });
        if (seen.length > 40) seen.shift();
      }
    };
    document.addEventListener('DOMContentLoaded', () => new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true }));
  })()`);
}

/** Where to look, by what somebody in front of the window would call it. */
const PARTS: Readonly<Record<string, string>> = {
  'dialog': '.monaco-dialog-box',
  'list or input': '.quick-input-widget',
  'tab in front': '.tabs-container .tab.active',
  'status bar': '.statusbar',
  'call stack': '.debug-call-stack',
  'variables': '.debug-variables',
  'debug console': '.repl .monaco-list',
  'problems': '.markers-panel .monaco-list',
  'our views': '.pane-body .tree-explorer-viewlet-tree-view',
};

/** What stands in the window, a line a part; for the message of a test that waited in vain. */
export async function windowState(page: Page): Promise<string> {
  const lines: string[] = [];
  for (const [name, selector] of Object.entries(PARTS)) {
    const texts = await page.locator(`${selector}:visible`).allInnerTexts().catch(() => []);
    const shown = texts.map(oneLine).filter(Boolean).join(' | ');
    if (shown) lines.push(`${name}: ${shown.slice(0, 1_500)}`);
  }
  for (const frame of page.frames().filter((each) => each.url().includes('/fake.html') || each.name() === 'active-frame')) {
    const text = oneLine(await frame.locator('body').innerText({ timeout: 2_000 }).catch(() => ''));
    if (text) lines.push(`page: ${text.slice(0, 600)}`);
  }
  const seen = await notificationsSeen(page).catch(() => []);
  return [...lines, ...seen.map(({ text }) => `notification: ${text}`)].join('\n');
}

export interface SeenNotification {
  readonly text: string;
  readonly isError: boolean;
}

/** The last ones, also those that have hidden themselves. */
export function notificationsSeen(page: Page): Promise<SeenNotification[]> {
  return page.evaluate<SeenNotification[]>(`window.${KEPT} ?? []`);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
