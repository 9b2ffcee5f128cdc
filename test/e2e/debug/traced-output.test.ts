import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

const PROGRAM = `const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm')));
console.log('before');
try { wasm.fail(0); } catch (error) { console.log(error.stack); }
console.log('wasm://wasm/unknown-1a2b3c4d:wasm-function[1]:0x10');
console.log('after');
wasm.fail(0);`;

for (const node of nodeBinaries()) {
  describe(`what a program prints (${node})`, () => {
    let folder: DebuggeeFolder;
    afterEach(() => folder.remove());

    it('has source lines in its stack traces, in the order of printing', async () => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      const client = folder.client();
      const path = folder.file('shapes.c');
      await client.launch({ program: folder.write('app.cjs', PROGRAM), runtimeExecutable: node });
      await client.event('terminated');
      const lines = client.output('stdout').trim().split('\n');
      assert.equal(lines[0], 'before');
      assert.match(lines[1]!, /RuntimeError: divide by zero/);
      const line = lineOf(readFileSync(path, 'utf8'), '/ divisor');
      const traced = /^ +at fail \((.*):(\d+):\d+\)$/.exec(lines[2]!);
      assert.deepEqual([traced?.[1], Number(traced?.[2])], [path, line]);
      assert.match(lines[3]!, /app\.cjs:3/);
      assert.match(client.output('stderr'), new RegExp(`^ +at fail \\(${path}:${line}:\\d+\\)$`, 'm'), 'the last words of a program that a trap ends');
      assert.deepEqual(lines.slice(-2), ['wasm://wasm/unknown-1a2b3c4d:wasm-function[1]:0x10', 'after']);
    });
  });
}
