import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { errorsOf, isOurs, type EditorServer, type EditorSettings } from './editor-server';
import { keepNotifications, notificationsSeen, windowState } from './window-state';

export interface EditorOptions {
  readonly workspace: string;
  readonly settings?: EditorSettings;
}

/** The themes that every page is looked at in, by the class that the editor's window has in them. */
export const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern', 'hc-black': 'Default High Contrast', 'hc-light': 'Default High Contrast Light' } as const;

export type ThemeName = keyof typeof THEMES;

const THEME_CLASSES: Readonly<Record<ThemeName, string>> = { dark: 'vs-dark', light: 'vs', 'hc-black': 'hc-black', 'hc-light': 'hc-light' };

/** A bound for what should take a second or two, on machines that others use, too. */
const PATIENCE_MS = 120_000;

const WIDE = { width: 1360, height: 860 };
const NARROW = { width: 760, height: 860 };

/** A window of the real editor with the packed extension, driven through its user interface only. */
export class Editor {
  private constructor(
    private readonly server: EditorServer,
    readonly workspace: string,
    private readonly logsBefore: ReadonlySet<string>,
    private readonly context: BrowserContext,
    readonly page: Page,
    /** Errors of ours on the consoles of this window and those that were opened from it. */
    private readonly complaints: string[],
  ) {
    page.on('console', (message) => {
      // A page without scripts lets those of the test's driver run nowhere either, and the browser remarks on it.
      if (message.text().startsWith('Blocked script execution in')) return;
      if (message.type() === 'error' && isOurs(`${message.location().url} ${message.text()}`)) complaints.push(message.text());
    });
    page.on('pageerror', (error) => {
      if (isOurs(error.stack ?? '')) complaints.push(error.stack!);
    });
    page.setDefaultTimeout(PATIENCE_MS);
  }

  static async open(server: EditorServer, browser: Browser, { workspace, settings = {} }: EditorOptions): Promise<Editor> {
    server.configure(settings);
    const logsBefore = new Set(server.extensionHostLogs());
    // A profile of its own: what the editor remembers of other windows lies in the browser.
    const context = await browser.newContext({ viewport: WIDE });
    await keepNotifications(context);
    const page = await context.newPage();
    const editor = new Editor(server, workspace, logsBefore, context, page, []);
    await page.goto(server.address(workspace));
    await editor.ready();
    return editor;
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.locator('.statusbar-item').first().waitFor();
  }

  /** The window that `open` makes the editor open; it is closed with this one. */
  async openedWindow(open: () => Promise<void>): Promise<Editor> {
    const opening = this.context.waitForEvent('page');
    await open();
    const page = await opening;
    await page.waitForURL(/[?&]folder=/);
    const editor = new Editor(this.server, new URL(page.url()).searchParams.get('folder')!, this.logsBefore, this.context, page, this.complaints);
    await editor.ready();
    return editor;
  }

  /** Errors of ours: on the consoles of the window and its pages, and in the extension host's log. */
  errors(): string[] {
    const logs = this.server.extensionHostLogs().filter((log) => !this.logsBefore.has(log));
    return [...this.complaints, ...logs.flatMap(errorsOf)];
  }

  /** What stands in each of its windows: for the message of a test that failed. */
  async state(): Promise<string> {
    return (await Promise.all(this.context.pages().map(windowState))).filter(Boolean).join('\n\n');
  }

  /** What notifications have complained of, hidden or not. */
  async complaintsShown(): Promise<string[]> {
    return (await notificationsSeen(this.page)).flatMap(({ text, isError }) => (isError ? [text] : []));
  }

  /** Runs a command of the palette by its title. */
  async command(title: string): Promise<void> {
    const typed = `>${title}`;
    const input = this.page.locator('.quick-input-widget:visible input[type=text]');
    // A key that the list was not ready for leaves it open.
    await this.quickOpen('F1', typed, title, (timeout) => comesToHold(async () => (await input.count()) === 0 || (await input.first().inputValue({ timeout })) !== typed, timeout));
  }

  /** With the cursor at the line and column, both from 1, where they are given. */
  async openFile(name: string, ...cursor: [line?: number, column?: number]): Promise<void> {
    const tab = this.page.locator('.tabs-container .tab.active', { hasText: name });
    await this.quickOpen('Control+P', [name, ...cursor].join(':'), name, (timeout) => tab.waitFor({ timeout }));
  }

  /**
   * Opens a list by its key, types, and chooses the entry that shows. A list does not grow: one that was opened before
   * the extension was known, or before a file's news came round, is closed and opened again.
   */
  private async quickOpen(key: string, typed: string, shown: string, chosen: (patienceMs: number) => Promise<void> = () => Promise.resolve()): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]').first();
    await eventually(async (timeout) => {
      try {
        await this.page.keyboard.press(key);
        await input.fill(typed, { timeout });
        await this.chooseListed(shown, timeout);
        await chosen(timeout);
        return true;
      } catch {
        await this.page.keyboard.press('Escape');
        return false;
      }
    });
  }

  /** On the line of the cursor. The key does nothing until the editor knows which languages have breakpoints. */
  async setBreakpoint(): Promise<void> {
    const glyph = this.page.locator('.glyph-margin-widgets [class*=codicon-debug-breakpoint]').first();
    await eventually(async (timeout) => {
      await this.page.keyboard.press('F9');
      const shown = await glyph.waitFor({ timeout }).then(() => true, () => false);
      await delay(1_000);
      return shown && glyph.isVisible();
    });
  }

  /** Chooses the entry of the open list that holds `text`. */
  async pick(text: string): Promise<void> {
    // Typed, since only what fits on the screen is in the page.
    await this.page.locator('.quick-input-widget input[type=text]:visible').first().fill(text);
    await this.chooseListed(text, PATIENCE_MS);
  }

  /** By the key: what hovers over a row would catch a click. */
  private async chooseListed(text: string, timeout: number): Promise<void> {
    await this.page.locator('.quick-input-list .monaco-list-row.focused:visible', { hasText: text }).first().waitFor({ timeout });
    await this.page.keyboard.press('Enter');
  }

  /** The list or input of ours that has this title: the palette's own may still be on the screen. */
  async quickInput(title: string): Promise<Locator> {
    const widget = this.page.locator('.quick-input-widget', { has: this.page.locator('.quick-input-title', { hasText: title }) });
    await widget.waitFor();
    return widget;
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  statusItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  activeTab(text: string | RegExp): Locator {
    return this.page.locator('.tabs-container .tab.active', { hasText: text });
  }

  /** Opens our container of the activity bar. */
  async showViews(): Promise<void> {
    const findings = this.page.locator('.pane-header', { hasText: 'Findings' });
    await eventually(async (timeout) => {
      await this.page.locator('.activitybar .action-item [aria-label^="Wasmscope"]').first().click();
      return findings.waitFor({ timeout }).then(() => true, () => false);
    });
  }

  view(name: string): Locator {
    return this.page.locator('.pane', { has: this.page.locator('.pane-header', { hasText: name }) });
  }

  row(view: string, text: string | RegExp): Locator {
    return this.view(view).locator('.monaco-list-row', { hasText: text }).first();
  }

  /** The frame inside a webview that holds its page. */
  webview(): Locator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').locator('body');
  }

  /** Shows the window in each theme in turn; the folder's settings say which, since those of the user are read once. */
  async inEachTheme(look: (theme: ThemeName) => Promise<void>): Promise<void> {
    const settings = join(this.workspace, '.vscode/settings.json');
    mkdirSync(dirname(settings), { recursive: true });
    for (const theme of Object.keys(THEMES) as ThemeName[]) {
      writeFileSync(settings, JSON.stringify({ 'workbench.colorTheme': THEMES[theme] }));
      await this.page.locator(`.monaco-workbench.${THEME_CLASSES[theme]}`).waitFor();
      await look(theme);
    }
    rmSync(dirname(settings), { recursive: true });
  }

  /** In each theme, and in a narrow window. */
  async screenshots(name: string): Promise<void> {
    if (!process.env['WASMSCOPE_SHOTS']) return;
    await this.page.setViewportSize(NARROW);
    await this.screenshot(`${name}-narrow`);
    await this.page.setViewportSize(WIDE);
    await this.inEachTheme((theme) => this.screenshot(`${name}-${theme}`));
  }

  /** Kept for people to look at, where WASMSCOPE_SHOTS names a folder: the window, or a part of it. */
  async screenshot(name: string, clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): Promise<void> {
    const shots = process.env['WASMSCOPE_SHOTS'];
    if (!shots) return;
    const path = join(shots, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    // What was asked for has to be drawn first; only pictures wait, tests do not.
    await delay(700);
    await this.page.screenshot({ path, ...(clip ? { clip } : {}) });
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** How long a first try waits; each further one waits twice as long, since a machine may be slow. */
const FIRST_PATIENCE_MS = 4_000;
const TRIES = 7;

/** Tries anew until it holds; a try is told how long it may wait for what it did. */
export async function eventually(holds: (patienceMs: number) => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    if (await holds(FIRST_PATIENCE_MS * 2 ** tries)) return;
  }
  throw new Error(`it never came to hold: ${holds.toString()}`);
}

/** Looks again and again until it holds. */
export async function comesToHold(holds: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  const endsAt = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > endsAt) throw new Error(`it never came to hold: ${holds.toString()}`);
    await delay(250);
  }
}
