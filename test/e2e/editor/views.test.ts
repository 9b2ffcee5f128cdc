import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { openModuleFile } from '../../../src/toolkit/open-module';
import { root } from '../../tools';
import { eventually, type Editor } from './editor';
import { freePort } from './editor-server';
import { inEditor, requirePackedExtension } from './packed-extension';

/** The views of the activity bar, by mouse and keyboard, with a service of the examples running. */
describe('the views in the activity bar', function () {
  this.timeout(600_000);
  let folder: string;

  before(function () {
    requirePackedExtension(this);
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-workspace-'));
    cpSync(join(root, 'examples/llm-cache'), folder, { recursive: true });
    cpSync(join(root, 'test/fixtures/shapes-no-debug.wasm'), join(folder, 'bare.wasm'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'answers', scripts: { start: 'node broken.mjs --load' } }));
  });

  it('list services, findings, recordings and modules; each row leads on', async () => {
    const port = await freePort();
    const service = spawn(process.execPath, [`--inspect=127.0.0.1:${port}`, 'mended.mjs', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(service.stdout, 'data');
      await inEditor('views', { workspace: folder, settings: { 'wasmscope.check.seconds': 3, 'wasmscope.record.seconds': 2 } }, async (editor) => {
        const { page } = editor;
        await page.locator('.activitybar .action-item [aria-label^="Wasmscope"]').first().click();
        const running = rowOf(editor, 'Services', `${service.pid} · started`);
        await running.waitFor();
        assert.match(await running.innerText(), new RegExp(`mended\\.mjs --port 0[\\s\\S]*inspector on ${port}`));
        const module = rowOf(editor, 'Modules', 'model.wasm');
        await module.waitFor();
        await rowOf(editor, 'Findings', '').first().waitFor({ state: 'detached' });
        await editor.screenshot('views-empty');
        await module.locator('.monaco-tl-twistie').click();
        await rowOf(editor, 'Modules', /functions?, \d+ imports?/).waitFor();

        await running.hover();
        await running.getByRole('button', { name: 'Record a profile' }).click();
        await page.locator('.tabs-container .tab.active', { hasText: '.cpuprofile' }).waitFor({ timeout: 60_000 });
        await rowOf(editor, 'Recordings', `Profile of process ${service.pid}`).waitFor();

        await running.hover();
        await running.getByRole('button', { name: 'Check' }).click();
        await editor.notification(/Wasmscope: (Nothing found|\d+ )/).waitFor({ timeout: 60_000 });
        await editor.command('Wasmscope: Launch and check this program');
        await rowOf(editor, 'Findings', 'cache/miss-rate').waitFor({ timeout: 90_000 });
        await editor.screenshot('views-filled');
        await rowOf(editor, 'Findings', /cache-broken\.mjs:\d+/).first().click();
        await page.locator('.tabs-container .tab.active', { hasText: 'cache-broken.mjs' }).waitFor();

        await editor.command('View: Close All Editors');
        const reports = rowOf(editor, 'Recordings', /Nothing found|error|warning|note/);
        await reports.first().hover();
        await reports.first().getByRole('button', { name: 'Compare…' }).click();
        await page.locator('.quick-input-list .monaco-list-row:visible').first().click();
        await editor.webview().getByText('Still there').or(editor.webview().getByText('New', { exact: true })).first().waitFor();
        await editor.screenshot('views-compared');

        await module.hover();
        await module.getByRole('button', { name: 'Open as WebAssembly text' }).click();
        await page.locator('.tabs-container .tab.active', { hasText: 'model.wasm.wat' }).waitFor();
        await page.locator('.view-line', { hasText: '(module' }).first().waitFor();
        await editor.screenshot('views-module-text');
      });
    } finally {
      service.kill('SIGKILL');
    }
  });

  it('mend a finding by a quick fix, leave it out by a comment, and lead from a stack trace to its line', async () => {
    cpSync(join(root, 'test/e2e/async/programs'), folder, { recursive: true });
    cpSync(join(root, 'test/fixtures/records.rs'), join(folder, 'records.rs'));
    cpSync(join(root, 'test/fixtures/records-debug.wasm'), join(folder, 'records.wasm'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'answers', scripts: { start: 'node floating-script.mjs' } }));
    const symbols = await openModuleFile(join(folder, 'records.wasm'), {});
    const line = readFileSync(join(folder, 'records.rs'), 'utf8').split('\n').findIndex((each) => each.includes('let offset = sensor.history.len()')) + 1;
    const [offset] = symbols.locate('records.rs', line).offsets;
    const frame = `wasm://wasm/1a2b3c4d:wasm-function[${symbols.module.functionAt(offset!)!.index}]:0x${offset!.toString(16)}`;
    await inEditor('fixes', { workspace: folder }, async (editor) => {
      const { page } = editor;
      await page.locator('.activitybar .action-item [aria-label^="Wasmscope"]').first().click();
      await editor.command('Wasmscope: Launch and check this program');
      const finding = rowOf(editor, 'Findings', /gives a promise that nobody awaits/);
      await finding.waitFor({ timeout: 90_000 });
      await finding.click();
      await page.locator('.tabs-container .tab.active', { hasText: 'floating-script.mjs' }).waitFor();
      await quickFix(editor, /^\s*infer\(x\)/, 'Await it');
      const awaited = /await\s+infer\(x\)/;
      await page.locator('.editor-instance .view-line', { hasText: awaited }).first().waitFor();
      await quickFix(editor, awaited, 'Ignore async/floating-call here');
      await page.locator('.editor-instance .view-line', { hasText: /wasmscope-ignore-next-line\s+async\/floating-call/ }).first().waitFor();
      await finding.waitFor({ state: 'detached' });

      await editor.command('Wasmscope: Go to source of this stack trace');
      // The palette's own input has gone when the new one has its title.
      await page.locator('.quick-input-widget .quick-input-title', { hasText: 'Go to source of this stack trace' }).waitFor();
      const input = page.locator('.quick-input-widget input[type=text]:visible').first();
      await input.fill(`RuntimeError: unreachable at measure (${frame}) at main (file://${folder}/floating-script.mjs:3:1)`);
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-list .monaco-list-row:visible', { hasText: 'records.rs' }).first().waitFor();
      await editor.screenshot('stack-trace');
      await editor.pick('records.rs');
      await page.locator('.tabs-container .tab.active', { hasText: 'records.rs' }).waitFor();
    });
  });

  it('walk through the examples, and open one as a workspace of its own', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'wasmscope-workspace-'));
    try {
      await inEditor('walkthrough', { workspace: empty }, async (editor) => {
        const { page } = editor;
        await editor.command('Welcome: Open Walkthrough');
        await editor.pick('Get started with Wasmscope');
        await page.locator('.getting-started-step', { hasText: 'Find a leak to its line in C' }).click();
        await editor.webview().getByText('A leak on the error path').waitFor();
        await editor.screenshot('walkthrough');
        const opened = page.context().waitForEvent('page');
        await page.getByRole('button', { name: 'Open the example' }).first().click();
        const window = await opened;
        await window.locator('.explorer-folders-view .monaco-list-row', { hasText: 'search-broken.c' }).waitFor();
        await window.screenshot({ path: join(process.env['WASMSCOPE_SHOTS'] ?? empty, 'example.png') });
      });
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });

  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
});

function rowOf({ page }: Editor, view: string, text: string | RegExp): Locator {
  return page.locator('.pane', { has: page.locator('.pane-header', { hasText: view }) }).locator('.monaco-list-row', { hasText: text }).first();
}

/** At the call. A key that comes too early is lost, so it is pressed until there is a list. */
async function quickFix(editor: Editor, line: RegExp, title: string): Promise<void> {
  const { page } = editor;
  const fix = page.locator('.action-widget').getByText(title);
  const word = page.locator('.editor-instance .view-line', { hasText: line }).first().getByText('infer');
  await eventually(async () => {
    await word.click();
    await page.keyboard.press('Control+.');
    return fix.waitFor({ timeout: 4_000 }).then(() => true, () => false);
  });
  await editor.screenshot('quick-fixes');
  await fix.click();
}
