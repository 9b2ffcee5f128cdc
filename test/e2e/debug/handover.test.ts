import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { LIMITS } from '../../../src/base/limits';
import { launchOptions } from '../../../src/adapter/configuration';
import { Debuggee } from '../../../src/session/debuggee';
import { diskFolders } from '../../../src/session/disk-folders';
import { debugBootPath } from '../../../src/toolkit/package-info';
import { launchNode } from '../../../src/session/launch';
import type { Program } from '../../../src/session/program';
import { SourcePaths } from '../../../src/session/source-paths';
import { nodeBinaries } from '../../tools';
import { host } from './adapter-host';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { paddedModule } from './padded-module';

const LOADERS: Record<string, string> = {
  'compiled synchronously': `run(new WebAssembly.Instance(new WebAssembly.Module(bytes('a.wasm')), {}).exports);`,
  'instantiated asynchronously': `WebAssembly.instantiate(bytes('a.wasm'), {}).then(({ instance }) => run(instance.exports));`,
  'compiled asynchronously, from an ArrayBuffer': `WebAssembly.compile(new Uint8Array(bytes('a.wasm')).buffer).then((module) => run(new WebAssembly.Instance(module, {}).exports));`,
  'in a worker': `if (isMainThread) new Worker(__filename); else run(new WebAssembly.Instance(new WebAssembly.Module(bytes('a.wasm')), {}).exports);`,
};

const PRELUDE = `const { readFileSync } = require('fs');
const { isMainThread, Worker } = require('worker_threads');
const bytes = (name) => readFileSync(__dirname + '/' + name);
const run = (wasm) => console.log(wasm.perimeter(wasm.create(5, 5)));
`;

for (const node of nodeBinaries()) {
  describe(`large modules of a launched program (${node})`, () => {
    let folder: DebuggeeFolder;
    let large: Buffer;
    let line: number;
    let program: Program | undefined;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      large = paddedModule(readFileSync(folder.file('shapes-o0-dwarf5.wasm')), 1);
      writeFileSync(folder.file('a.wasm'), large);
      line = lineOf(readFileSync(folder.file('shapes.c'), 'utf8'), 'total += manhattan');
    });
    afterEach(async () => {
      await program?.terminate();
      program = undefined;
      await folder.remove();
    });

    async function launch(text: string): Promise<Debuggee> {
      const paths = new SourcePaths(diskFolders);
      paths.addRoot(folder.path);
      const debuggee = new Debuggee({ paths, openSymbols: (module) => host.openSymbols(module, [], () => null) });
      program = await launchNode(debuggee, launchOptions({ program: folder.write('main.js', PRELUDE + text), runtimeExecutable: node }, debugBootPath));
      return debuggee;
    }

    for (const [name, text] of Object.entries(LOADERS)) {
      it(`are handed over: ${name}`, async () => {
        const debuggee = await launch(`${text}\nsetInterval(() => {}, 1_000);`);
        const script = debuggee.events.once('script', ({ sizeBytes }) => sizeBytes === large.length);
        await program!.run();
        await script;
        assert.deepEqual(await debuggee.symbols.handover!.bytesOfSize(large.length), large);
        await program!.terminate();
        assert.equal(await debuggee.symbols.handover!.bytesOfSize(large.length), undefined, 'what was handed over is gone with the program');
      });
    }

    it('are told apart where two have the same size', async () => {
      writeFileSync(folder.file('b.wasm'), paddedModule(readFileSync(folder.file('shapes-o0-dwarf5.wasm')), 2));
      const client = folder.client();
      const text = `${PRELUDE}for (const name of ['a.wasm', 'a.wasm', 'b.wasm']) run(new WebAssembly.Instance(new WebAssembly.Module(bytes(name)), {}).exports);`;
      await client.launch({ program: folder.write('main.js', text), runtimeExecutable: node }, { [folder.file('shapes.c')]: [line] });
      for (let stop = 0; stop < 3; stop++) {
        const { threadId } = await client.stopped();
        assert.equal((await client.frames(threadId))[0]?.line, line);
        await client.setBreakpoints(folder.file('shapes.c'), line);
        await client.request('continue', { threadId });
      }
    });

    it('are compiled as without a debugger, and as before once it is gone', async () => {
      const text = `const facts = () => {
  const module = new WebAssembly.Module(bytes('a.wasm'));
  class Own extends WebAssembly.Module {}
  const own = new Own(bytes('a.wasm'));
  return [module instanceof WebAssembly.Module, module.constructor === WebAssembly.Module, own instanceof Own, WebAssembly.Module.name, WebAssembly.compile.length, Object.getOwnPropertyDescriptor(WebAssembly, 'compile').enumerable];
};
console.log(JSON.stringify(facts()));
setInterval(() => { if (!globalThis[Symbol.for('wasmscope.modules')]) { console.log('undone ' + JSON.stringify(facts())); process.exit(); } }, 10);`;
      const debuggee = await launch(text);
      let output = '';
      debuggee.events.on('output', ({ text: said }) => (output += said));
      const facts = JSON.stringify([true, true, true, 'Module', 1, true]);
      await program!.run();
      while (!output.includes(facts)) await debuggee.events.once('output');
      const leaving = program!.detach();
      while (!output.includes(`undone ${facts}`)) await debuggee.events.once('output');
      await leaving;
    });

    it('that are none stop where the program compiles them, not in our script', async () => {
      writeFileSync(folder.file('bad.wasm'), Buffer.alloc(LIMITS.handover.smallestBytes, 3));
      const client = folder.client();
      const main = folder.write('main.js', `${PRELUDE}function compileBad() { return new WebAssembly.Module(bytes('bad.wasm')); }\ncompileBad();`);
      await client.launch({ program: main, runtimeExecutable: node }, {}, ['uncaught']);
      const { reason, threadId } = await client.stopped();
      assert.equal(reason, 'exception');
      assert.deepEqual((await client.frames(threadId)).slice(0, 1).map(({ name, source }) => [name, source?.path]), [['compileBad', main]]);
    });

    it('are not entered by a step', async () => {
      const client = folder.client();
      const main = folder.write('main.js', `${PRELUDE}const read = bytes('a.wasm');\nconst compiled = new WebAssembly.Module(read);\nconsole.log('after');`);
      await client.launch({ program: main, runtimeExecutable: node }, { [main]: [6] });
      const { threadId } = await client.stopped();
      await client.request('stepIn', { threadId });
      await client.stopped();
      const [top] = await client.frames(threadId);
      assert.deepEqual([top?.source?.path, top?.line], [main, 7]);
    });
  });
}
