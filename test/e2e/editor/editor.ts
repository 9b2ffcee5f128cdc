import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { root, toolPath } from '../../tools';
import { installEditor } from './install-editor';

export interface EditorOptions {
  readonly workspace: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The package under test: the one just built, unless WASMSCOPE_VSIX names another. */
export const packagePath = process.env['WASMSCOPE_VSIX'] ?? join(root, 'dist/wasmscope.vsix');

const SETTINGS = {
  'workbench.startupEditor': 'none', 'workbench.tips.enabled': false, 'workbench.secondarySideBar.defaultVisibility': 'hidden', 'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off', 'extensions.autoCheckUpdates': false, 'update.mode': 'none', 'git.enabled': false, 'window.commandCenter': false,
  'debug.openDebug': 'openOnSessionStart', 'debug.toolBarLocation': 'docked', 'editor.minimap.enabled': false, 'security.workspace.trust.enabled': false,
};

/** The real editor with the packed extension, driven through its user interface only. */
export class Editor {
  /** What the page said on its console as errors that name us. */
  readonly complaints: string[] = [];

  private constructor(private readonly folder: string, private readonly server: ChildProcess, private readonly browser: Browser, readonly page: Page) {}

  static async open(options: EditorOptions): Promise<Editor> {
    const { node, entry } = installEditor();
    const folder = mkdtempSync(join(tmpdir(), 'wasmscope-editor-'));
    const dirs = ['--user-data-dir', join(folder, 'user'), '--extensions-dir', join(folder, 'extensions')];
    // Its own Node comes first on the path, as the editor expects; ours stays the one that debugged programs run on.
    execFileSync(node, [entry, ...dirs, '--install-extension', packagePath], { stdio: 'pipe' });
    mkdirSync(join(folder, 'user/User'), { recursive: true });
    writeFileSync(join(folder, 'user/User/settings.json'), JSON.stringify({ ...SETTINGS, ...options.settings }));
    const port = await freePort();
    const server = spawn(node, [entry, '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', ...dirs, options.workspace], { stdio: 'pipe', detached: true });
    await listening(server);
    const browser = await chromium.launch({ executablePath: toolPath('chromium')!, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
    const page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
    const editor = new Editor(folder, server, browser, page);
    page.on('console', (message) => {
      if (message.type() === 'error' && /wasmscope/i.test(message.text())) editor.complaints.push(message.text());
    });
    page.setDefaultTimeout(45_000);
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(options.workspace)}`);
    await page.locator('.monaco-workbench').waitFor();
    await page.locator('.statusbar-item').first().waitFor();
    return editor;
  }

  /** Runs a command of the palette by its title. */
  async command(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type=text]').first();
    const row = this.page.locator('.quick-input-list .monaco-list-row:visible', { hasText: title }).first();
    // A list that was opened before the extension was known does not grow.
    await eventually(async () => {
      await this.page.keyboard.press('F1');
      await input.fill(`>${title}`);
      const listed = await row.waitFor({ timeout: 3_000 }).then(() => true, () => false);
      await this.page.keyboard.press(listed ? 'Enter' : 'Escape');
      return listed;
    });
  }

  async openFile(name: string, line?: number): Promise<void> {
    await this.page.keyboard.press('Control+P');
    const input = this.page.locator('.quick-input-widget input[type=text]').first();
    await input.waitFor();
    await input.fill(line === undefined ? name : `${name}:${line}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.tabs-container .tab.active', { hasText: name }).waitFor();
  }

  /** On the line of the cursor. The key does nothing until the editor knows which languages have breakpoints. */
  async setBreakpoint(): Promise<void> {
    const glyph = this.page.locator('.glyph-margin-widgets [class*=codicon-debug-breakpoint]').first();
    await eventually(async () => {
      await this.page.keyboard.press('F9');
      const shown = await glyph.waitFor({ timeout: 5_000 }).then(() => true, () => false);
      await delay(1_000);
      return shown && glyph.isVisible();
    });
  }

  /** Chooses the entry of the open list that holds `text`. */
  async pick(text: string): Promise<void> {
    // Typed, since only what fits on the screen is in the page.
    await this.page.locator('.quick-input-widget input[type=text]').first().fill(text);
    await this.page.locator('.quick-input-list .monaco-list-row:visible', { hasText: text }).first().click();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  }

  /** The frame inside a webview that holds its page. */
  webview(): Locator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').locator('body');
  }

  /** Kept for people to look at, where WASMSCOPE_SHOTS names a folder. */
  async screenshot(name: string): Promise<void> {
    const shots = process.env['WASMSCOPE_SHOTS'];
    if (!shots) return;
    const path = join(shots, `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  async close(): Promise<void> {
    await this.browser.close();
    const ended = new Promise((resolve) => this.server.once('exit', resolve));
    // The whole group: extension hosts outlive their server by minutes otherwise.
    process.kill(-this.server.pid!, 'SIGTERM');
    await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Tries until it holds, for about half a minute. */
export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    if (await holds()) return;
    await delay(500);
  }
  throw new Error(`it never came to hold: ${holds.toString()}`);
}

function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const onText = (text: Buffer): void => {
      output += text.toString();
      if (/HTTP server listening/i.test(output)) resolve();
    };
    server.stdout!.on('data', onText);
    server.stderr!.on('data', onText);
    server.once('exit', (code) => reject(new Error(`the editor ended with ${code}:\n${output}`)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
