import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../../tools';
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
