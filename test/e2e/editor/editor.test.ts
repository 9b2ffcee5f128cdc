import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'mocha';
import { root } from '../../tools';
import { eventually, type Editor } from './editor';
import { packagePath } from './editor-server';
import { inEditor as inPackedEditor, requirePackedExtension } from './packed-extension';

/** The packed extension in the real editor, used as a person would: by keys and clicks, read from the screen. */
describe('in the real editor', function () {
  this.timeout(600_000);
  let folder: string;

  before(function () {
    requirePackedExtension(this);
  });
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wasmscope-workspace-'))));

  it('is packed small: nothing but what runs', () => {
    assert.ok(statSync(packagePath).size <= 2_000_000);
  });

  async function inEditor(name: string, settings: Record<string, unknown>, use: (editor: Editor) => Promise<void>): Promise<void> {
    try {
      await inPackedEditor(name, { workspace: folder, settings }, use);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  it('stops at a Rust line on F5 without a launch.json, shows stack and variables, steps, and runs to the end', async () => {
    cpSync(join(root, 'test/fixtures/records.rs'), join(folder, 'records.rs'));
    cpSync(join(root, 'test/fixtures/records-debug.wasm'), join(folder, 'records.wasm'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'sensors', main: 'main.mjs' }));
    writeFileSync(join(folder, 'main.mjs'), MAIN);
    const line = lineOf(join(folder, 'records.rs'), 'let offset = sensor.history.len() as i32;');
    await inEditor('debug', {}, async (editor) => {
      const { page } = editor;
      await editor.openFile('records.rs', line);
      await editor.setBreakpoint();
      await page.keyboard.press('F5');

      const stack = page.locator('.debug-call-stack .monaco-list-row .stack-frame');
      await stack.first().waitFor();
      assert.match(await stack.first().innerText(), new RegExp(`measure[\\s\\S]*records\\.rs[\\s\\S]*${line}`));
      // The JavaScript caller stands in the same stack.
      await stack.filter({ hasText: 'main.mjs' }).waitFor();
      await page.locator('.debug-top-stack-frame-line').first().waitFor();
      const variables = page.locator('.debug-variables .monaco-list-row');
      await variables.filter({ hasText: /^value\s*=\s*21$/ }).waitFor();
      await variables.filter({ hasText: /^sensor\s*=.*name: "raw"/ }).waitFor();
      await editor.screenshot('stopped-at-rust-line');

      await page.keyboard.press('F10');
      await stack.first().filter({ hasText: new RegExp(`records\\.rs[\\s\\S]*${line + 1}\\b`) }).waitFor();
      await page.keyboard.press('F9');
      await page.keyboard.press('F5');
      await page.locator('.repl .monaco-list-row', { hasText: 'measured 292' }).first().waitFor();
    });
  });

  it('launches and checks a program: findings in Problems, one click from their line, and on the report page', async () => {
    mkdirSync(folder, { recursive: true });
    cpSync(join(root, 'examples/llm-cache'), folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'answers', scripts: { start: 'node broken.mjs --load' } }));
    const line = lineOf(join(folder, 'cache-broken.mjs'), 'answers.get(key)');
    await inEditor('check', {}, async (editor) => {
      const { page } = editor;
      await editor.openFile('model.rs');
      await editor.command('Wasmscope: Launch and check this program');
      const done = editor.notification(/Wasmscope: .*(error|warning)/);
      await done.waitFor({ timeout: 90_000 });
      await done.getByText('Open report').click();
      await editor.webview().getByText('cache/miss-rate').first().waitFor();
      await editor.screenshot('report');
      await editor.webview().locator('a.place', { hasText: `cache-broken.mjs:${line}` }).first().click();
      await page.locator('.tabs-container .tab.active', { hasText: 'cache-broken.mjs' }).waitFor();

      await page.keyboard.press('Control+Shift+M');
      await page.locator('.markers-panel .monaco-list-row', { hasText: 'cache/miss-rate' }).first().waitFor();
      await editor.screenshot('problems');
      await editor.command('Wasmscope: Clear findings from Problems');
      await page.locator('.markers-panel', { hasText: 'No problems' }).waitFor();
    });
  });

  it('checks a running service by picking its process, and leaves it running', async () => {
    cpSync(join(root, 'examples/llm-cache'), folder, { recursive: true });
    const service = spawn(process.execPath, ['mended.mjs', '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      const [greeting] = (await once(service.stdout, 'data')) as [Buffer];
      const address = /http:\/\/[\d.:]+/.exec(greeting.toString())![0];
      await inEditor('attach', { 'wasmscope.check.seconds': 3 }, async (editor) => {
        await editor.command('Wasmscope: Check a running service');
        await editor.pick('mended.mjs --port 0');
        await editor.notification('Checking process').waitFor();
        await editor.screenshot('progress');
        await editor.notification(/Wasmscope: (Nothing found|\d+ note)/).waitFor();
        assert.equal((await fetch(`${address}/?prompt=still+there`)).status, 200);
      });
    } finally {
      service.kill('SIGKILL');
    }
  });

  it('shows a profile as a flame graph and as lists; a line is one click away', async () => {
    cpSync(join(root, 'test/fixtures/hot.c'), join(folder, 'hot.c'));
    cpSync(join(root, 'test/fixtures/hot.wasm'), join(folder, 'hot.wasm'));
    mkdirSync(join(folder, 'record'));
    cpSync(join(root, 'test/fixtures/record/service.mjs'), join(folder, 'record/service.mjs'));
    const cli = join(root, 'dist/cli.js');
    execFileSync(process.execPath, [cli, 'record', '--lines', '-o', 'load.pb.gz', '--path-map', `/fixtures=${folder}`, '--', process.execPath, 'record/service.mjs', '--load', '1500'], { cwd: folder, stdio: 'ignore' });
    const line = lineOf(join(folder, 'hot.c'), 'value ^= value << 13;');
    await inEditor('profile', {}, async (editor) => {
      const { page } = editor;
      await editor.openFile('load.pb.gz');
      const view = editor.webview();
      await view.getByText(/WebAssembly [\d.]+ %/).first().waitFor();
      await view.locator('.flame canvas').waitFor();
      // The canvas says what is chosen to those who can't see it.
      await view.locator('.flame canvas').click({ position: { x: 20, y: 30 } });
      for (let deeper = 0; deeper < 12; deeper++) await page.keyboard.press('ArrowDown');
      await view.locator('[aria-live]', { hasText: /ms, [\d.]+ % of what is shown/ }).first().waitFor({ state: 'attached' });
      await editor.screenshot('profile-flame');
      await view.getByRole('tab', { name: 'Top down' }).click();
      await view.getByRole('treegrid').focus();
      await page.keyboard.press('ArrowRight');
      await view.getByRole('row').nth(2).waitFor();
      await editor.screenshot('profile-tree');
      await view.getByRole('tab', { name: 'Hot lines' }).click();
      await editor.screenshot('profile-lines');
      await view.getByRole('button', { name: `hot.c:${line}` }).click();
      await page.locator('.tabs-container .tab.active', { hasText: 'hot.c' }).waitFor();
      // The source itself shows where the time went, until one click ends that.
      await page.locator('.codelens-decoration', { hasText: /% itself, .* % with what it calls/ }).first().waitFor();
      await editor.screenshot('profile-heat');
      await page.locator('.statusbar-item', { hasText: 'Profile shown in source' }).click();
      await page.locator('.codelens-decoration', { hasText: '% itself' }).first().waitFor({ state: 'detached' });
    });
  });

  it('shows WebAssembly text in colour', async () => {
    cpSync(join(root, 'test/fixtures/features.wat'), join(folder, 'features.wat'));
    await inEditor('wat', {}, async (editor) => {
      await editor.openFile('features.wat');
      await editor.page.locator('.statusbar-item', { hasText: 'WebAssembly Text' }).waitFor();
      await eventually(async () => {
        const tokens = (await editor.page.locator('.view-line span[class*=mtk]').all()).slice(0, 100);
        const colours = new Set(await Promise.all(tokens.map((token) => token.getAttribute('class'))));
        return colours.size >= 4;
      });
      await editor.screenshot('wat');
    });
  });

  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
});

/** The fixture was linked without the core library, whose panics are imports. */
const MAIN = `import { readFileSync } from 'node:fs';

const bytes = readFileSync(new URL('records.wasm', import.meta.url));
const env = new Proxy({}, { get: () => () => { throw new Error('panic'); } });
const { instance } = await WebAssembly.instantiate(bytes, { env });
console.log('measured', instance.exports.measure(21, 36.5));
`;

function lineOf(file: string, text: string): number {
  const line = readFileSync(file, 'utf8').split('\n').findIndex((each) => each.includes(text)) + 1;
  assert.ok(line > 0, `${file} holds no '${text}'`);
  return line;
}
