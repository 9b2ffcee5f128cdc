import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { root, toolPath } from '../../tools';
import { eventually } from './editor';
import { freePort } from './editor-server';
import { lineOf } from './line-of';
import { eachInWorkspace, inEditor } from './packed-extension';

/** A session of the editor's own JavaScript debugger, with ours beside it. */
describe('beside the JavaScript debugger', function () {
  this.timeout(600_000);
  let folder: string;

  eachInWorkspace((path) => (folder = path));

  it('checks and profiles the program of its session, whose breakpoints go on working', async () => {
    const port = await freePort();
    cpSync(join(root, 'test/fixtures/hot.wasm'), join(folder, 'hot.wasm'));
    writeFileSync(join(folder, 'main.mjs'), SERVICE);
    mkdirSync(join(folder, '.vscode'));
    writeFileSync(join(folder, '.vscode/launch.json'), JSON.stringify({ version: '0.2.0', configurations: [{ type: 'node', request: 'launch', name: 'Service', program: '${workspaceFolder}/main.mjs', args: [String(port)], console: 'internalConsole' }] }));
    await inEditor('js-debug', { workspace: folder, settings: { 'wasmscope.check.seconds': 2, 'wasmscope.record.seconds': 1 } }, async (editor) => {
      const { page } = editor;
      // Two debuggers, two recordings: on a busy machine the longest way of all.
      page.setDefaultTimeout(180_000);
      await editor.openFile('main.mjs', lineOf(join(folder, 'main.mjs'), 'stopped += 1'));
      await editor.setBreakpoint();
      // While a session starts or runs the key does nothing; pressed too early it is lost.
      await eventually(async () => {
        await page.keyboard.press('F5');
        return page.locator('.repl .monaco-list-row', { hasText: 'listening' }).first().waitFor({ timeout: 30_000 }).then(() => true, () => false);
      });

      await editor.command('Wasmscope: Check this session');
      const done = editor.notification(/Wasmscope: (Nothing found|\d+ )/);
      await done.waitFor();
      await done.getByText('Open report').click();
      await editor.webview().getByText(/Another debugger is connected to port \d+ as well/).waitFor();
      await editor.screenshots('js-debug-report');
      await page.getByRole('button', { name: 'Profile this session' }).click();
      await editor.activeTab('.cpuprofile').waitFor();

      const answer = fetch(`http://127.0.0.1:${port}/stop`);
      await page.locator('.debug-call-stack .monaco-list-row .stack-frame', { hasText: 'main.mjs' }).first().waitFor();
      await editor.command('Wasmscope: Check this session');
      await editor.notification('The program is stopped').waitFor();
      await page.locator('.debug-top-stack-frame-line').first().waitFor();
      await page.keyboard.press('F5');
      assert.equal(await (await answer).text(), 'stopped 1 times');
      await page.keyboard.press('Shift+F5');
    });
  });

  it('profiles the page of its session down to C and checks it with its worker, in place; its breakpoints go on working', async () => {
    cpSync(join(root, 'test/fixtures/hot.wasm'), join(folder, 'hot.wasm'));
    writeFileSync(join(folder, 'page.js'), PAGE);
    const files = createServer((request, response) => {
      if (request.url === '/hot.wasm') return response.writeHead(200, { 'content-type': 'application/wasm' }).end(readFileSync(join(folder, 'hot.wasm')));
      const script = SCRIPTS.get(request.url ?? '');
      return script !== undefined ? response.writeHead(200, { 'content-type': 'text/javascript' }).end(script) : response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Load</title><script src="page.js"></script>');
    }).listen(0, '127.0.0.1');
    await once(files, 'listening');
    const url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/`;
    mkdirSync(join(folder, '.vscode'));
    writeFileSync(join(folder, '.vscode/launch.json'), JSON.stringify({ version: '0.2.0', configurations: [{ type: 'chrome', request: 'launch', name: 'Page', url, webRoot: '${workspaceFolder}', browserLaunchLocation: 'workspace', runtimeExecutable: toolPath('chromium'), runtimeArgs: ['--headless', '--no-sandbox', '--disable-gpu'] }] }));
    try {
      await inEditor('js-debug-page', { workspace: folder, settings: { 'wasmscope.record.seconds': 2, 'wasmscope.check.seconds': 8 } }, async (editor) => {
        const { page } = editor;
        await editor.openFile('page.js', lineOf(join(folder, 'page.js'), 'turns += 1'));
        await page.keyboard.press('F5');
        await page.locator('.repl .monaco-list-row', { hasText: 'working' }).first().waitFor();
        await page.getByRole('button', { name: 'Profile this session' }).click();
        await editor.activeTab('.cpuprofile').waitFor();
        const view = editor.webview();
        await view.getByText(/WebAssembly [\d.]+ %/).first().waitFor();
        await view.getByRole('searchbox').fill('scramble');
        await view.getByRole('searchbox').press('Enter');
        await view.getByRole('button', { name: /^hot\.c:\d+$/ }).first().waitFor();
        await editor.screenshots('js-debug-page');
        await editor.command('View: Close All Editors');
        const checked = async (choice: string): Promise<Locator> => {
          await editor.command('Wasmscope: Check this session');
          await editor.notification('Loaded again').getByText(choice).click();
          await editor.notification(/Wasmscope: \d+ /).getByText('Open report').click();
          const report = editor.webview();
          await report.getByText(/render\.js:1/).first().waitFor();
          return report;
        };
        const standing = await checked('Check as it stands');
        assert.equal(await standing.getByText(/page\.js:3/).count(), 0, 'what was before is not seen');
        await editor.command('View: Close All Editors');
        const reloaded = await checked('Reload and check');
        await reloaded.getByText(/page\.js:3/).first().waitFor();
        await editor.screenshots('js-debug-page-report');
        await editor.openFile('page.js', lineOf(join(folder, 'page.js'), 'turns += 1'));
        await editor.setBreakpoint();
        await page.locator('.debug-call-stack .monaco-list-row .stack-frame', { hasText: 'page.js' }).first().waitFor();
        await page.keyboard.press('Shift+F5');
      });
    } finally {
      files.close();
      files.closeAllConnections();
    }
  });
});

const SERVICE = `import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

await WebAssembly.compile(readFileSync(new URL('hot.wasm', import.meta.url)));
let stopped = 0;
createServer((request, response) => {
  if (request.url === '/stop') {
    stopped += 1;
  }
  response.end(\`stopped \${stopped} times\`);
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));
`;

const PAGE = `let turns = 0;
new Worker('render.js');
fetch('hot.wasm').then((file) => file.arrayBuffer()).then(async (bytes) => { for (let again = 0; again < 4; again++) await WebAssembly.compile(bytes); });
WebAssembly.instantiateStreaming(fetch('hot.wasm')).then(({ instance }) => {
  console.log('working');
  setInterval(() => {
    turns += 1;
    instance.exports.handle(200000);
  }, 5);
});
`;

const WORKER = `setInterval(async () => WebAssembly.compile(await (await fetch('hot.wasm')).arrayBuffer()), 100);`;

const SCRIPTS: ReadonlyMap<string, string> = new Map([['/page.js', PAGE], ['/render.js', WORKER]]);
