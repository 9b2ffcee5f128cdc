import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { root } from '../../tools';
import { comesToHold } from './editor';
import { lineOf } from './line-of';
import { eachInWorkspace, inEditor } from './packed-extension';

describe('child processes in the editor', function () {
  this.timeout(600_000);
  let folder: string;

  eachInWorkspace((path) => (folder = path));

  it('stand below their program, each a session of its own, and end alone or with it', async () => {
    cpSync(join(root, 'test/fixtures/records.rs'), join(folder, 'records.rs'));
    cpSync(join(root, 'test/fixtures/records-debug.wasm'), join(folder, 'records.wasm'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'pool', main: 'pool.mjs' }));
    writeFileSync(join(folder, 'pool.mjs'), POOL);
    writeFileSync(join(folder, 'measure.mjs'), MEASURE);
    writeFileSync(join(folder, 'idle.mjs'), 'setInterval(() => {}, 1000);\n');
    const line = lineOf(join(folder, 'records.rs'), 'let offset = sensor.history.len() as i32;');
    await inEditor('children', { workspace: folder }, async (editor) => {
      const { page } = editor;
      await editor.openFile('records.rs', line);
      await editor.setBreakpoint();
      await page.keyboard.press('F5');

      const rows = page.locator('.debug-call-stack .monaco-list-row');
      await rows.filter({ hasText: new RegExp(`measure[\\s\\S]*records\\.rs[\\s\\S]*${line}`) }).waitFor();
      // The other child may stand below the frames of this one, where the list does not draw it: it is looked for at the end.
      await rows.filter({ hasText: /measure\.mjs \(\d+\)/ }).waitFor();
      await page.locator('.debug-variables .monaco-list-row').filter({ hasText: /^value\s*=\s*21$/ }).waitFor();
      await editor.screenshot('children-stopped');

      // The child that stands is the one in focus: it ends alone.
      await page.keyboard.press('Shift+F5');
      await page.locator('.repl .monaco-list-row', { hasText: 'measure ended' }).first().waitFor();
      await comesToHold(async () => (await rows.filter({ hasText: /measure\.mjs \(\d+\)/ }).count()) === 0);
      await rows.filter({ hasText: /idle\.mjs \(\d+\)/ }).waitFor();
      await editor.screenshot('children-one-ended');
      assert.deepEqual(await editor.complaintsShown(), []);
    });
  });
});

const POOL = `import { fork } from 'node:child_process';

fork('measure.mjs').on('exit', () => console.log('measure ended'));
fork('idle.mjs');
`;

const MEASURE = `import { readFileSync } from 'node:fs';

const bytes = readFileSync(new URL('records.wasm', import.meta.url));
const { instance } = await WebAssembly.instantiate(bytes, { env: new Proxy({}, { get: () => () => undefined }) });
console.log('measured', instance.exports.measure(21, 36.5));
setInterval(() => {}, 1000);
`;
