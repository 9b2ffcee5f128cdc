import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach } from 'mocha';
import { chromium, type Browser } from 'playwright-core';
import { requireTool, root, toolPath } from '../../tools';
import { Editor, type EditorOptions } from './editor';
import { EditorServer } from './editor-server';

let isPacked = false;

/** Packs the extension once a run; skips the test where the editor is not wanted or its tools are absent. */
export function requirePackedExtension(test: Mocha.Context): void {
  if (process.env['WASMSCOPE_EDITOR'] !== '1') {
    console.log('      skipped: needs WASMSCOPE_EDITOR=1, which installs the editor (750 MB) on first use');
    test.skip();
  }
  requireTool(test, 'chromium', 'npm');
  if (!isPacked && !process.env['WASMSCOPE_VSIX']) execFileSync('npm', ['run', '--silent', 'package'], { cwd: root, stdio: 'pipe' });
  isPacked = true;
}

/** For a suite: a folder of its own for each test, whose name tells an address from a path, and none of them run where the editor can't be had. */
export function eachInWorkspace(use: (folder: string) => void): void {
  let folder: string | undefined;
  before(function () {
    requirePackedExtension(this);
  });
  beforeEach(() => use((folder = mkdtempSync(join(tmpdir(), 'wasmscope wörk#100%25-')))));
  afterEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });
}

export interface OpenOptions extends EditorOptions {
  /** The editor asks whether the folder is trusted, and works restricted until then. */
  readonly asksForTrust?: boolean;
}

let browser: Promise<Browser> | undefined;
const servers = new Map<boolean, Promise<EditorServer>>();

/** Opens a window for one test, named `name` in screenshots; an error of ours on a console or in a log fails the test. */
export async function inEditor(name: string, { asksForTrust = false, ...options }: OpenOptions, use: (editor: Editor) => Promise<void>): Promise<void> {
  const editor = await Editor.open(await serverFor(asksForTrust), await sharedBrowser(), options);
  try {
    await use(editor);
    const errors = editor.errors();
    if (errors.length > 0) throw new Error(errors.join('\n'));
  } catch (error) {
    await editor.screenshot(`${name}-failed`);
    if (error instanceof Error) tellMore(error, [await editor.state(), ...editor.errors()].join('\n'));
    throw error;
  } finally {
    await editor.close();
  }
}

/** Some reporters show the message, others the stack. */
function tellMore(error: Error, more: string): void {
  const { message, stack = '' } = error;
  error.message = `${message}\n${more}`;
  error.stack = stack.includes(message) ? stack.replace(message, () => error.message) : `${error.message}\n${stack}`;
}

/** Installed and started once for all tests: a window has its own extension host, and what it remembers is its own. */
function serverFor(asksForTrust: boolean): Promise<EditorServer> {
  const server = servers.get(asksForTrust) ?? EditorServer.start({ asksForTrust });
  servers.set(asksForTrust, server);
  return server;
}

function sharedBrowser(): Promise<Browser> {
  return (browser ??= chromium.launch({ executablePath: toolPath('chromium')!, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] }));
}

after('the editor ends', async () => {
  await (await browser)?.close();
  for (const server of servers.values()) await (await server).close();
});
