import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../../tools';
import { assertAccessible } from './accessibility';
import { comesToHold } from './editor';
import { lineOf } from './line-of';
import { eachInWorkspace, inEditor } from './packed-extension';

const fixtures = join(root, 'test/fixtures');

describe('a module in the editor', function () {
  this.timeout(600_000);
  let folder: string;

  eachInWorkspace((path) => (folder = path));

  it('shows its map, its functions by size, and their text beside the source, in every theme', async () => {
    cpSync(join(fixtures, 'records-debug.wasm'), join(folder, 'records.wasm'));
    cpSync(join(fixtures, 'records.rs'), join(folder, 'records.rs'));
    await inEditor('module', { workspace: folder }, async (editor) => {
      const { page } = editor;
      await editor.openFile('records.wasm');
      const view = editor.webview();
      const rows = view.locator('.list-body .list-row');
      await rows.first().waitFor();
      await view.locator('.listing .code-row').first().waitFor();
      await editor.screenshots('module-functions');

      await view.getByRole('searchbox').fill('measure');
      await view.getByText(/^\d+ found$/).waitFor();
      const found = rows.filter({ hasText: 'measure' }).first();
      await found.click();
      await view.locator('.function-header', { hasText: 'measure' }).waitFor();
      // A source line chosen on one side is shown on the other.
      const line = lineOf(join(folder, 'records.rs'), 'let offset = sensor.history.len() as i32;');
      const source = view.getByRole('listbox', { name: /^Source/ });
      await source.getByText('let offset = sensor.history.len() as i32;').click();
      await view.getByRole('listbox', { name: /^WebAssembly text/ }).locator('.same').first().waitFor();
      await assertAccessible(editor, 'module-function');
      await source.focus();
      await page.keyboard.press('Enter');
      await editor.activeTab('records.rs').waitFor();
      await editor.statusItem(`Ln ${line},`).waitFor();
    });
  });

  it('lists imports, exports and sections by the keyboard, says what is wrong, shows a file that is written anew, and opens as text', async () => {
    for (const name of ['shapes.wasm', 'text.wasm']) cpSync(join(fixtures, 'features.wasm'), join(folder, name));
    await inEditor('module-keyboard', { workspace: folder }, async (editor) => {
      const { page } = editor;
      await editor.openFile('shapes.wasm');
      const view = editor.webview();
      await view.getByText(/no source lines in this module: compile with -g/i).waitFor();
      await view.getByRole('tab', { name: /^Functions/ }).focus();
      await page.keyboard.press('ArrowRight');
      await view.locator('.externs-row').first().waitFor();
      await page.keyboard.press('ArrowRight');
      await view.getByRole('gridcell', { name: 'memory', exact: true }).first().waitFor();
      await editor.screenshot('module-exports');
      await page.keyboard.press('ArrowRight');
      await view.getByRole('gridcell', { name: 'code', exact: true }).waitFor();
      await editor.screenshot('module-sections');
      await view.locator('.piece').first().focus();
      await page.keyboard.press('ArrowRight');
      assert.match(await view.locator('.map-detail').innerText(), /^\w+: [\d.,]+ (bytes|kB), [\d.]+ %, from 0x/);

      const before = await view.locator('.summary strong').innerText();
      cpSync(join(fixtures, 'shapes-o0-dwarf5.wasm'), join(folder, 'shapes.wasm'));
      await comesToHold(async () => (await view.locator('.summary strong').innerText()) !== before);
      writeFileSync(join(folder, 'broken.wasm'), 'no module at all');
      await editor.openFile('broken.wasm');
      await editor.webview().getByText(/broken\.wasm/).waitFor();
      await editor.screenshot('module-broken');

      await editor.openFile('text.wasm');
      await editor.webview().locator('.summary strong').waitFor();
      await editor.command('Wasmscope: Open as WebAssembly text');
      await editor.activeTab('text.wasm.wat').waitFor();
      await editor.statusItem('WebAssembly Text').waitFor();
      await page.locator('.pane-header', { hasText: 'Outline' }).click();
      const outline = page.locator('.outline-pane .monaco-list-row');
      await outline.filter({ hasText: '$unary' }).waitFor();
      await outline.filter({ hasText: '$pair' }).waitFor();
      await page.locator('.folding, .codicon-folding-expanded').first().waitFor({ state: 'attached' });
      await comesToHold(async () => {
        const tokens = (await page.locator('.view-line span[class*=mtk]').all()).slice(0, 100);
        const colours = new Set(await Promise.all(tokens.map((token) => token.getAttribute('class'))));
        return colours.size >= 4;
      });
      await editor.screenshots('module-text');
    });
  });
});
