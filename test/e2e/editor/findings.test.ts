import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { openModuleFile } from '../../../src/toolkit/open-module';
import { root } from '../../tools';
import { eventually, THEMES, type Editor } from './editor';
import { lineOf } from './line-of';
import { inEditor, requirePackedExtension } from './packed-extension';

/** What the editor offers at a finding in its file, and where a printed stack trace leads. */
describe('findings and stack traces in the editor', function () {
  this.timeout(600_000);
  let folder: string;

  before(function () {
    requirePackedExtension(this);
    folder = mkdtempSync(join(tmpdir(), 'wasmscope-workspace-'));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('a finding says why on hover, is mended by a quick fix and left out by a comment', async () => {
    cpSync(join(root, 'test/e2e/async/programs'), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'answers', scripts: { start: 'node floating-script.mjs' } }));
    const cursor = [lineOf(join(folder, 'floating-script.mjs'), 'BUG(async/floating-call)'), 5] as [number, number];
    await inEditor('fixes', { workspace: folder, settings: { 'workbench.colorTheme': THEMES.dark } }, async (editor) => {
      const { page } = editor;
      await editor.showViews();
      await editor.command('Wasmscope: Launch and check this program');
      const finding = editor.row('Findings', /gives a promise that nobody awaits/);
      await finding.waitFor();
      await finding.click();
      await editor.activeTab('floating-script.mjs').waitFor();
      await editor.openFile('floating-script.mjs', ...cursor);
      const hover = page.locator('.monaco-resizable-hover, .monaco-hover').filter({ hasText: /gives a promise that nobody awaits/ });
      await eventually(async (timeout) => {
        await editor.command('Show or Focus Hover');
        return hover.filter({ hasText: /Evidence[\s\S]*Remedy|await/ }).first().waitFor({ timeout }).then(() => true, () => false);
      });
      // A window of another size or theme has no hover any more.
      await editor.screenshot('finding-hover', { x: 352, y: 30, width: 840, height: 500 });
      // Else the hover would stand before the line.
      await editor.command('View: Close All Editors');
      await finding.click();
      await editor.activeTab('floating-script.mjs').waitFor();
      await quickFix(editor, /^\s*infer\(x\)/, 'Await it');
      const awaited = /await\s+infer\(x\)/;
      await page.locator('.editor-instance .view-line', { hasText: awaited }).first().waitFor();
      await quickFix(editor, awaited, 'Ignore async/floating-call here');
      await page.locator('.editor-instance .view-line', { hasText: /wasmscope-ignore-next-line\s+async\/floating-call/ }).first().waitFor();
      await finding.waitFor({ state: 'detached' });
    });
  });

  it('a stack trace leads to its line of Rust: pasted, and clicked in the terminal', async () => {
    cpSync(join(root, 'test/fixtures/records.rs'), join(folder, 'records.rs'));
    cpSync(join(root, 'test/fixtures/records-debug.wasm'), join(folder, 'records.wasm'));
    const symbols = await openModuleFile(join(folder, 'records.wasm'), {});
    const line = lineOf(join(folder, 'records.rs'), 'let offset = sensor.history.len()');
    const [offset] = symbols.locate('records.rs', line).offsets;
    const frame = `wasm://wasm/1a2b3c4d:wasm-function[${symbols.module.functionAt(offset!)!.index}]:0x${offset!.toString(16)}`;
    const trace = `RuntimeError: unreachable at measure (${frame}) at main (file://${folder}/floating-script.mjs:3:1)`;
    writeFileSync(join(folder, 'crash.txt'), `${trace.replaceAll(' at ', '\n    at ')}\n`);
    await inEditor('traces', { workspace: folder, settings: { 'terminal.integrated.gpuAcceleration': 'off' } }, async (editor) => {
      const { page } = editor;
      await editor.command('Wasmscope: Go to source of this stack trace');
      const input = (await editor.quickInput('Go to source of this stack trace')).locator('input[type=text]:visible');
      await input.fill(trace);
      await page.keyboard.press('Enter');
      await page.locator('.quick-input-list .monaco-list-row:visible', { hasText: 'records.rs' }).first().waitFor();
      await editor.screenshot('stack-trace');
      await editor.pick('records.rs');
      await editor.activeTab('records.rs').waitFor();
      await editor.statusItem(`Ln ${line},`).waitFor();
      await editor.command('View: Close All Editors');

      await editor.command('Terminal: Create New Terminal');
      await page.locator('.terminal-wrapper.active .xterm-helper-textarea').waitFor({ state: 'attached' });
      await page.locator('.terminal-wrapper.active').click();
      await page.keyboard.type('cat crash.txt');
      await page.keyboard.press('Enter');
      // Drawn as text here, so that it can be found. A click that comes before the links are known does nothing.
      const printed = page.locator('.terminal-wrapper.active .xterm-rows > div', { hasText: frame }).first();
      await eventually(async (timeout) => {
        await printed.waitFor({ timeout });
        const { x, y, height } = (await printed.boundingBox())!;
        const at = { x: x + 200, y: y + height / 2 };
        await page.mouse.move(at.x - 20, at.y);
        await page.mouse.move(at.x, at.y);
        await page.keyboard.down('Control');
        await page.mouse.click(at.x, at.y, { delay: 300 });
        await page.keyboard.up('Control');
        return editor.activeTab('records.rs').waitFor({ timeout: Math.min(timeout, 5_000) }).then(() => true, () => false);
      });
      await editor.statusItem(`Ln ${line},`).waitFor();
      await editor.screenshot('terminal-link');
    });
  });
});

/** At the call. A key that comes too early is lost, so it is pressed until there is a list. */
async function quickFix(editor: Editor, line: RegExp, title: string): Promise<void> {
  const { page } = editor;
  const fix = page.locator('.action-widget').getByText(title);
  const word = page.locator('.editor-instance .view-line', { hasText: line }).first().getByText('infer');
  await eventually(async (timeout) => {
    await word.click();
    await page.keyboard.press('Control+.');
    return fix.waitFor({ timeout }).then(() => true, () => false);
  });
  await editor.screenshot('quick-fixes');
  await fix.click();
}
