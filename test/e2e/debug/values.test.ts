import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import { DebuggeeFolder, lineOf } from './debuggee-folder';

for (const node of nodeBinaries()) {
  describe(`values of a stopped program (${node})`, () => {
    let folder: DebuggeeFolder;
    afterEach(() => folder.remove());

    it('shows and evaluates C variables, through inlined frames', async () => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      const line = lineOf(readFileSync(folder.file('shapes.c'), 'utf8'), 'return across + down');
      const program = folder.write(
        'app.cjs',
        `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
const size = 5;
console.log(wasm.perimeter(wasm.create(size, 5)));`,
      );
      const client = folder.client();
      await client.launch({ program, runtimeExecutable: node }, { [folder.file('shapes.c')]: [line] });
      const { threadId } = await client.stopped();
      const [inlined, physical, script] = await client.frames(threadId);
      assert.deepEqual([inlined?.name, physical?.name], ['manhattan', 'perimeter']);
      assert.deepEqual(await client.locals(inlined!.id), { from: '{x: 0, y: 0}', to: '{x: 5, y: 0}', across: '5', down: '0' });
      const outer = await client.locals(physical!.id);
      assert.deepEqual([outer['total'], outer['corner']], ['0', '0']);
      assert.match(outer['shape']!, /"square", colour: GREEN/);
      const evaluated = await client.request<{ result: string; type: string }>('evaluate', { expression: 'shape->corners[2].y', frameId: physical!.id });
      assert.deepEqual([evaluated.result, evaluated.type], ['10', 'int']);
      await assert.rejects(client.request('evaluate', { expression: 'nothing', frameId: physical!.id }), /no variable `nothing`/);
      assert.equal((await client.request<{ result: string }>('evaluate', { expression: 'size + 1', frameId: script!.id })).result, '6');
      const machine = await client.locals(physical!.id, 'WebAssembly');
      assert.match(machine['local 0'] ?? machine['shape'] ?? Object.values(machine)[0]!, /^\d+$/);
      const address = await client.request<{ memoryReference: string }>('evaluate', { expression: '*shape', frameId: physical!.id });
      const memory = await client.request<{ data: string }>('readMemory', { memoryReference: address.memoryReference, offset: 8, count: 16 });
      assert.deepEqual([...new Int32Array(new Uint8Array(Buffer.from(memory.data, 'base64')).buffer)], [0, 0, 5, 0]);
    });

    it('shows Rust values, and those of a frame further out', async () => {
      folder = new DebuggeeFolder('records-debug.wasm', 'records.rs');
      const source = readFileSync(folder.file('records.rs'), 'utf8');
      const program = folder.write(
        'app.mjs',
        `import { readFileSync } from 'node:fs';
const module = new WebAssembly.Module(readFileSync(new URL('./records-debug.wasm', import.meta.url)));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = () => { throw new Error(name); };
console.log(new WebAssembly.Instance(module, imports).exports.measure(12, 36.5));`,
      );
      const client = folder.client();
      await client.launch({ program, runtimeExecutable: node }, { [folder.file('records.rs')]: [lineOf(source, 'let total = sum(')] });
      const { threadId } = await client.stopped();
      const [measure] = await client.frames(threadId);
      assert.match(measure!.name, /measure$/);
      const locals = await client.locals(measure!.id);
      assert.deepEqual([locals['value'], locals['degrees'], locals['known']], ['12', '36.5', '1']);
      assert.match(locals['sensor']!, /name: "celsius", limits: \(12, 24\), level: High, last: Some\(Raw \{channel: 4, value: -12\}\)/);
      assert.equal((await client.request<{ result: string }>('evaluate', { expression: 'sensor.limits.1', frameId: measure!.id })).result, '24');
      await client.request('stepIn', { threadId });
      await client.stopped();
      const [sum, caller] = await client.frames(threadId);
      assert.match(sum!.name, /sum$/);
      assert.match((await client.locals(caller!.id))['history']!, /Celsius\(36\.5\)/);
      await assert.rejects(client.request('scopes', { frameId: measure!.id }), /stop that is over/);
    });
  });
}
