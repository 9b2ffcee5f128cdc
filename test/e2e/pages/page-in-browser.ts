import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { root, toolPath } from '../../tools';
import { THEMES, type ThemeName } from './themes';

/** The editor's part, as far as a page can tell. */
const EDITOR = `
  globalThis.acquireVsCodeApi = () => ({ postMessage: (message) => said.push(message), getState: () => kept, setState: (state) => (kept = state) });
  const bytesIn = (value) => (value?.base64 === undefined ? value : Uint8Array.from(atob(value.base64), (letter) => letter.charCodeAt(0)).buffer);
  const tell = (text) => postMessage(JSON.parse(text, (_, value) => bytesIn(value)), '*');
`;

/** A page of the extension in a browser of its own, without the editor around it: what it says to the editor is kept. */
export class PageInBrowser {
  /** Whatever the page complained of. */
  readonly complaints: string[] = [];

  private static browser: Promise<Browser> | undefined;

  private constructor(readonly page: Page, private readonly name: string) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  /** `name` is the page's bundle (`dist/pages`); `state` is what the editor kept of it. */
  static async open(name: string, state: unknown = null): Promise<PageInBrowser> {
    const browser = await (PageInBrowser.browser ??= chromium.launch({ executablePath: toolPath('chromium')!, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] }));
    const opened = new PageInBrowser(await browser.newPage({ viewport: { width: 1000, height: 700 } }), name);
    const { page } = opened;
    await page.setContent('<!doctype html><html lang="en"><head><title>Profile</title></head><body></body></html>');
    await page.addScriptTag({ content: `const said = []; let kept = ${JSON.stringify(state)}; ${EDITOR}` });
    await page.addStyleTag({ path: join(root, 'dist/pages', `${name}.css`) });
    await opened.setTheme('dark');
    await page.addScriptTag({ path: join(root, 'dist/pages', `${name}.js`) });
    return opened;
  }

  async setTheme(theme: ThemeName): Promise<void> {
    const { bodyClass, colours } = THEMES[theme];
    const properties = Object.entries({ ...colours, 'font-family': 'system-ui, sans-serif', 'font-size': '13px' }).map(([key, value]) => `--vscode-${key}: ${value}`);
    await this.page.evaluate(`document.documentElement.style.cssText = ${JSON.stringify(properties.join(';'))}; document.body.className = '${bodyClass}'`);
  }

  /** What the editor says to it, see `bytesOf`. */
  async tell(message: Readonly<Record<string, unknown>>): Promise<void> {
    await this.page.evaluate(`tell(${JSON.stringify(JSON.stringify(message))})`);
  }

  /** All that the page has said to the editor. */
  said(): Promise<{ readonly kind: string; readonly [name: string]: unknown }[]> {
    return this.page.evaluate('said');
  }

  /** What the editor would give back to it after the window was loaded again. */
  kept(): Promise<Record<string, unknown>> {
    return this.page.evaluate('kept');
  }

  /** Kept for people to look at, where WASMSCOPE_SHOTS names a folder. */
  async screenshot(name: string): Promise<void> {
    const shots = process.env['WASMSCOPE_SHOTS'];
    if (!shots) return;
    const path = join(shots, `${this.name}-${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Pages share a browser: it starts with the first. */
  static async closeBrowser(): Promise<void> {
    await (await PageInBrowser.browser)?.close();
    PageInBrowser.browser = undefined;
  }
}

/** As a message carries a file's bytes. */
export const bytesOf = (content: string | Uint8Array): { readonly base64: string } => ({ base64: Buffer.from(content).toString('base64') });
