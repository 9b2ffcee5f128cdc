import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import type { DapClient } from './dap-client';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { paddedModule } from './padded-module';

const SERVICE = `const bytes = require('fs').readFileSync(__dirname + '/large.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
const shape = wasm.create(5, 5);
setInterval(() => wasm.perimeter(shape), 20);
process.stdout.write('ready\\n');`;

for (const node of nodeBinaries()) {
  describe(`a large module of a running service (${node})`, () => {
    let folder: DebuggeeFolder;
    let service: ChildProcess;
    let line: number;
    beforeEach(async () => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      writeFileSync(folder.file('large.wasm'), paddedModule(readFileSync(folder.file('shapes-o0-dwarf5.wasm')), 2));
      line = lineOf(readFileSync(folder.file('shapes.c'), 'utf8'), 'total += manhattan');
      service = spawn(node, [folder.write('service.cjs', SERVICE)], { stdio: ['ignore', 'pipe', 'ignore'] });
      await once(service.stdout!, 'data');
    });
    afterEach(async () => {
      service.kill('SIGKILL');
      await folder.remove();
    });

    async function progressOf(client: DapClient): Promise<string[]> {
      await client.attach({ processId: service.pid, cwd: folder.path }, { [folder.file('shapes.c')]: [line] });
      const { threadId } = await client.stopped();
      assert.equal((await client.frames(threadId))[0]?.line, line);
      await client.request('disconnect');
      return client.events.filter(({ event }) => event.startsWith('progress')).map(({ event, body }) => (event === 'progressUpdate' ? String(body['message']) : event));
    }

    it('is fetched with a progress, and not again by the next session', async () => {
      assert.deepEqual(await progressOf(folder.client()), ['progressStart', 'is being fetched from the program', 'is being read', 'progressEnd']);
      assert.deepEqual(await progressOf(folder.client()), ['progressStart', 'progressEnd']);
    });
  });
}
