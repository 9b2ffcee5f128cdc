import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../../tools';
import { Attachments } from './attachments';
import { eventually } from './editor';
import { freePort } from './editor-server';
import { eachInWorkspace, inEditor } from './packed-extension';

/** The views of the activity bar, by mouse and keyboard, with a service of the examples running. */
describe('the views in the activity bar', function () {
  this.timeout(600_000);
  let folder: string;

  eachInWorkspace((path) => (folder = path));

  it('list services, findings, recordings and modules; each row leads on', async () => {
    cpSync(join(root, 'examples/llm-cache'), folder, { recursive: true });
    cpSync(join(root, 'test/fixtures/shapes-no-debug.wasm'), join(folder, 'bare.wasm'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'answers', scripts: { start: 'node broken.mjs --load' } }));
    const port = await freePort();
    const service = spawn(process.execPath, [`--inspect=127.0.0.1:${port}`, 'mended.mjs', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const attachments = new Attachments(service.stderr);
    try {
      await once(service.stdout, 'data');
      await inEditor('views', { workspace: folder, settings: { 'wasmscope.check.seconds': 60, 'wasmscope.record.seconds': 2 } }, async (editor) => {
        const { page } = editor;
        await editor.showViews();
        const running = editor.row('Services', `${service.pid} · started`);
        await running.waitFor();
        assert.match(await running.innerText(), new RegExp(`mended\\.mjs --port 0[\\s\\S]*inspector on ${port}`));
        const module = editor.row('Modules', 'model.wasm');
        await module.waitFor();
        await module.locator('.monaco-tl-twistie').click();
        await editor.row('Modules', /functions?, \d+ imports?/).waitFor();

        await running.hover();
        await running.getByRole('button', { name: 'Record a profile' }).click();
        await editor.activeTab('.cpuprofile').waitFor();
        await editor.row('Recordings', `Profile of mended.mjs (${service.pid})`).waitFor();

        await running.hover();
        await running.getByRole('button', { name: 'Debug' }).click();
        const disconnect = page.getByRole('button', { name: /^Disconnect/ }).first();
        await disconnect.waitFor();
        await editor.showViews();
        const withModules = editor.row('Services', new RegExp(`${service.pid} · started[\\s\\S]*· 1 module`));
        await withModules.locator('.monaco-tl-twistie.collapsible').click();
        await editor.row('Services', /model\.wasm[\s\S]*debug information/).waitFor();
        await editor.command('Debug: Disconnect');
        await withModules.waitFor();

        await running.hover();
        await running.getByRole('button', { name: 'Check' }).click();
        // After the recording and the debugger.
        await attachments.reached(3);
        await editor.statusItem(`Checking mended.mjs (${service.pid})`).click();
        await editor.notification(/Wasmscope: (Nothing found|\d+ )/).waitFor();
        await editor.command('Wasmscope: Launch and check this program');
        const finding = editor.row('Findings', /cache-broken\.mjs:\d+/);
        await finding.waitFor();
        await editor.command('Notifications: Clear All Notifications');
        await editor.screenshots('views-filled');
        // By the keyboard alone: a key that comes before the view has the focus is lost.
        await editor.command('Wasmscope: Focus on Findings View');
        await eventually(async (timeout) => {
          await page.keyboard.press('End');
          if (!(await editor.view('Findings').locator('.monaco-list-row.focused', { hasText: /cache-broken\.mjs:\d+/ }).waitFor({ timeout }).then(() => true, () => false))) return false;
          await page.keyboard.press('Enter');
          return editor.activeTab('cache-broken.mjs').waitFor({ timeout }).then(() => true, () => false);
        });
        // Each row has a name for those who hear it.
        for (const view of ['Services', 'Findings', 'Recordings', 'Modules']) {
          const names = await Promise.all((await editor.view(view).locator('.monaco-list-row').all()).map((each) => each.getAttribute('aria-label')));
          assert.ok(names.length > 0 && names.every((name) => (name ?? '').length > 2), `${view}: ${names.join(' | ')}`);
        }
        const said = (await finding.locator('.label-name').innerText()).slice(0, 30);
        await finding.click({ button: 'right' });
        await page.locator('.monaco-menu .action-item', { hasText: 'Add to the baseline' }).click();
        await editor.row('Findings', said).waitFor({ state: 'detached' });
        const { known } = JSON.parse(readFileSync(join(folder, '.wasmscope-baseline.json'), 'utf8')) as { known: { file: string }[] };
        assert.deepEqual(known.map(({ file }) => file), ['cache-broken.mjs']);

        await editor.command('View: Close All Editors');
        const reports = editor.row('Recordings', /Nothing found|error|warning|note/);
        await reports.first().hover();
        await reports.first().getByRole('button', { name: 'Compare…' }).click();
        await editor.quickInput('Compare with');
        await page.locator('.quick-input-list .monaco-list-row.focused:visible').first().waitFor();
        await page.keyboard.press('Enter');
        await editor.webview().getByText('Still there').or(editor.webview().getByText('New', { exact: true })).first().waitFor();
        await editor.screenshot('views-compared');

        await module.hover();
        await module.getByRole('button', { name: 'Open as WebAssembly text' }).click();
        await editor.activeTab('model.wasm.wat').waitFor();
        await page.locator('.view-line', { hasText: '(module' }).first().waitFor();
      });
    } finally {
      service.kill('SIGKILL');
    }
  });

  it('say the next step where they are empty, and so does the walkthrough', async () => {
    await inEditor('walkthrough', { workspace: folder }, async (editor) => {
      const { page } = editor;
      await editor.showViews();
      for (const view of ['Findings', 'Recordings', 'Modules']) await editor.view(view).locator('.welcome-view-content:visible a').first().waitFor();
      await editor.screenshots('views-empty');
      await editor.command('Welcome: Open Walkthrough');
      await editor.pick('Get started with Wasmscope');
      await page.locator('.getting-started-step', { hasText: 'Find a leak to its line in C' }).click();
      await editor.webview().getByText('A leak on the error path').waitFor();
      await editor.screenshots('walkthrough');
    });
  });

  it('keep to reading in a folder that is not trusted, and say so', async () => {
    cpSync(join(root, 'examples/llm-cache'), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'answers', scripts: { start: `node -e "require('node:fs').writeFileSync('was-started','')"` }, main: 'trap.mjs' }));
    writeFileSync(join(folder, 'trap.mjs'), `import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('was-started', import.meta.url), '');\n`);
    await inEditor('restricted', { workspace: folder, asksForTrust: true }, async (editor) => {
      const { page } = editor;
      await editor.statusItem('Restricted Mode').waitFor();
      await editor.showViews();
      await editor.view('Findings').getByText('This workspace is not trusted').waitFor();
      await editor.view('Services').waitFor({ state: 'detached' });
      await editor.screenshots('restricted');
      await editor.openFile('model.wasm');
      await editor.webview().locator('.list-body .list-row').first().waitFor();

      // A button reaches what the palette hides.
      await editor.command('Welcome: Open Walkthrough');
      await editor.pick('Get started with Wasmscope');
      await page.locator('.getting-started-step', { hasText: 'Find a leak to its line in C' }).click();
      await page.getByRole('button', { name: 'Launch and check' }).first().click();
      await editor.notification('Wasmscope: this workspace is not trusted, so nothing is started or attached to').waitFor();
      await page.keyboard.press('F5');
      await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Cancel' }).click();
      await page.locator('.monaco-dialog-box').waitFor({ state: 'detached' });
      assert.throws(() => readFileSync(join(folder, 'was-started')));
    });
  });
});
