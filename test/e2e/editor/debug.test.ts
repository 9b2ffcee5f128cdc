import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import ts from 'typescript';
import { root } from '../../tools';
import { lineOf } from './line-of';
import { eachInWorkspace, inEditor } from './packed-extension';

describe('debugging in the editor', function () {
  this.timeout(600_000);
  let folder: string;

  eachInWorkspace((path) => (folder = path));

  it('stops at a Rust line on F5 without a launch.json; steps, sets a value, stops at a function and at a trap', async () => {
    cpSync(join(root, 'test/fixtures/records.rs'), join(folder, 'records.rs'));
    cpSync(join(root, 'test/fixtures/records-debug.wasm'), join(folder, 'records.wasm'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'sensors', main: 'main.mjs' }));
    writeFileSync(join(folder, 'main.mjs'), MAIN);
    const line = lineOf(join(folder, 'records.rs'), 'let offset = sensor.history.len() as i32;');
    await inEditor('debug', { workspace: folder }, async (editor) => {
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
      await editor.screenshots('debug-stopped');

      await page.keyboard.press('F10');
      await stack.first().filter({ hasText: new RegExp(`records\\.rs[\\s\\S]*${line + 1}\\b`) }).waitFor();
      await variables.filter({ hasText: /^offset\s*=\s*4$/ }).dblclick();
      const input = page.locator('.debug-variables input[type=text]');
      await input.fill('5');
      await input.press('Enter');
      await variables.filter({ hasText: /^offset\s*=\s*5$/ }).waitFor();

      await editor.command('Wasmscope: Set WebAssembly breakpoint by function');
      await editor.quickInput('Set WebAssembly breakpoint by function');
      await editor.pick('checked');
      await page.locator('.debug-breakpoints .monaco-list-row', { hasText: 'checked' }).waitFor();
      await page.keyboard.press('F5');
      await stack.first().filter({ hasText: /checked[\s\S]*records\.rs/ }).waitFor();
      // It was the value that was set that the program went on with.
      await page.locator('.repl .monaco-list-row', { hasText: 'measured 293' }).first().waitFor();
      await page.keyboard.press('F5');
      await page.locator('.exception-widget', { hasText: /unreachable/i }).waitFor();
      await editor.screenshot('debug-trap');
      await page.keyboard.press('Shift+F5');
      await stack.first().waitFor({ state: 'detached' });
      assert.deepEqual(await editor.complaintsShown(), []);
    });
  });

  it('runs what a TypeScript file was compiled to, and stops in the file', async () => {
    mkdirSync(join(folder, 'src'));
    mkdirSync(join(folder, 'build'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    writeFileSync(join(folder, 'src/quotes.ts'), SERVER);
    const { outputText, sourceMapText } = ts.transpileModule(SERVER, { fileName: '../src/quotes.ts', compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, sourceMap: true } });
    writeFileSync(join(folder, 'build/quotes.js'), outputText);
    writeFileSync(join(folder, 'build/quotes.js.map'), JSON.stringify({ ...(JSON.parse(sourceMapText!) as object), sources: ['../src/quotes.ts'] }));
    const line = lineOf(join(folder, 'src/quotes.ts'), 'return { price }');
    await inEditor('typescript', { workspace: folder }, async (editor) => {
      const { page } = editor;
      await editor.openFile('quotes.ts', line);
      await editor.setBreakpoint();
      await page.keyboard.press('F5');
      // The editor's own debugger knows the language, too.
      await editor.pick('Wasmscope (WebAssembly)');
      await page.locator('.debug-call-stack .monaco-list-row .stack-frame', { hasText: new RegExp(`quote[\\s\\S]*quotes\\.ts[\\s\\S]*${line}`) }).waitFor();
      await page.locator('.debug-variables .monaco-list-row', { hasText: /^price\s*=\s*42$/ }).waitFor();
      await page.keyboard.press('Shift+F5');
    });
  });
});

const SERVER = `const kernel: { handle(rounds: number): number } = { handle: (rounds) => rounds * 2 };

interface Quote {
  price: number;
}

function quote(rounds: number): Quote {
  const price = kernel.handle(rounds);
  return { price };
}

console.log(quote(21).price);
`;

/** The fixture was linked without the core library: what would panic is an import here, and the code after it a trap. */
const MAIN = `import { readFileSync } from 'node:fs';

const bytes = readFileSync(new URL('records.wasm', import.meta.url));
const env = new Proxy({}, { get: () => () => undefined });
const { instance } = await WebAssembly.instantiate(bytes, { env });
console.log('measured', instance.exports.measure(21, 36.5));
console.log('checked', instance.exports.checked(7));
`;
