import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../../tools';
import { assertAccessible } from './accessibility';
import { Attachments } from './attachments';
import { packagePath } from './editor-server';
import { lineOf } from './line-of';
import { eachInWorkspace, inEditor } from './packed-extension';

describe('a service and its profile in the editor', function () {
  this.timeout(600_000);
  let folder: string;

  eachInWorkspace((path) => (folder = path));

  it('is packed small: nothing but what runs', () => {
    assert.ok(statSync(packagePath).size <= 2_000_000);
  });

  it('is checked by picking its process; the status bar says so and ends it early; the service runs on', async () => {
    cpSync(join(root, 'examples/llm-cache'), folder, { recursive: true });
    const service = spawn(process.execPath, ['mended.mjs', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const attachments = new Attachments(service.stderr);
    try {
      const [greeting] = (await once(service.stdout, 'data')) as [Buffer];
      const address = /http:\/\/[\d.:]+/.exec(greeting.toString())![0];
      // So long that only the click ends it.
      await inEditor('attach', { workspace: folder, settings: { 'wasmscope.check.seconds': 3_600 } }, async (editor) => {
        await editor.command('Wasmscope: Check a running service');
        await editor.quickInput('Check a running service');
        await editor.screenshot('process-picker');
        await editor.pick(String(service.pid));
        await editor.notification('Checking mended.mjs').waitFor();
        const status = editor.statusItem(new RegExp(`Checking mended\\.mjs \\(${service.pid}\\), \\d+ min left`));
        await status.waitFor();
        await editor.screenshot('progress');
        await attachments.reached(1);
        await status.click();
        await editor.notification(/Wasmscope: (Nothing found|\d+ note)/).waitFor();
        await status.waitFor({ state: 'detached' });
        assert.equal((await fetch(`${address}/?prompt=still+there`)).status, 200);
      });
    } finally {
      service.kill('SIGKILL');
    }
  });

  it('has its profile shown as a flame graph and as lists; a line is one click away', async () => {
    cpSync(join(root, 'test/fixtures/hot.c'), join(folder, 'hot.c'));
    cpSync(join(root, 'test/fixtures/hot.wasm'), join(folder, 'hot.wasm'));
    mkdirSync(join(folder, 'record'));
    cpSync(join(root, 'test/fixtures/record/service.mjs'), join(folder, 'record/service.mjs'));
    const cli = join(root, 'dist/cli.js');
    execFileSync(process.execPath, [cli, 'record', '--lines', '-o', 'load.pb.gz', '--path-map', `/fixtures=${folder}`, '--', process.execPath, 'record/service.mjs', '--load', '1500'], { cwd: folder, stdio: 'ignore' });
    const line = lineOf(join(folder, 'hot.c'), 'value ^= value << 13;');
    await inEditor('profile', { workspace: folder }, async (editor) => {
      const { page } = editor;
      await editor.openFile('load.pb.gz');
      const view = editor.webview();
      await view.getByText(/WebAssembly [\d.]+ %/).first().waitFor();
      await view.locator('.flame canvas').waitFor();
      // The canvas says what is chosen to those who can't see it.
      await view.locator('.flame canvas').click({ position: { x: 20, y: 30 } });
      for (let deeper = 0; deeper < 12; deeper++) await page.keyboard.press('ArrowDown');
      await view.locator('[aria-live]', { hasText: /ms, [\d.]+ % of what is shown/ }).first().waitFor({ state: 'attached' });
      await assertAccessible(editor, 'profile-flame');
      await view.getByRole('tab', { name: 'Top down' }).click();
      await view.getByRole('treegrid').focus();
      await page.keyboard.press('ArrowRight');
      await view.getByRole('row').nth(2).waitFor();
      await editor.screenshot('profile-tree');
      await view.getByRole('tab', { name: 'Hot lines' }).click();
      await editor.screenshots('profile-lines');
      await view.getByRole('button', { name: `hot.c:${line}` }).click();
      await editor.activeTab('hot.c').waitFor();
      // The source itself shows where the time went, until one click ends that.
      const lens = page.locator('.codelens-decoration', { hasText: /% itself, .* % with what it calls/ }).first();
      await lens.waitFor();
      await editor.screenshots('profile-heat');
      await editor.statusItem('Profile shown in source').click();
      await lens.waitFor({ state: 'detached' });
    });
  });
});
