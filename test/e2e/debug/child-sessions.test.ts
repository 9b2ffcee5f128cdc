import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { LOADERS } from './loaders';
import { SessionFamily, type ChildSession } from './session-family';

const { text: LOADS } = LOADERS['CommonJS, compiled synchronously']!;
const FORK = `require('child_process').fork(__dirname + '/child.cjs', { stdio: 'inherit' });`;

for (const node of nodeBinaries()) {
  describe(`child processes as sessions of their own (${node})`, () => {
    let folder: DebuggeeFolder;
    let source: string;
    let line: number;
    let family: SessionFamily;
    beforeEach(() => {
      folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
      source = folder.file('shapes.c');
      line = lineOf(readFileSync(source, 'utf8'), 'shape->depth = -3');
      folder.write('child.cjs', LOADS);
      family = new SessionFamily(folder.client(), () => folder.client(), { [source]: [line] });
    });
    afterEach(() => folder.remove());

    const launch = (text: string, more: object = {}): Promise<void> => family.launch({ program: folder.write('parent.cjs', text), runtimeExecutable: node, ...more });

    async function stopsAtItsLine({ client }: ChildSession): Promise<number> {
      const { reason, threadId } = await client.stopped();
      assert.equal(reason, 'breakpoint');
      const [top] = await client.frames(threadId);
      assert.deepEqual([top?.name, top?.line, top?.source?.path], ['create', line, source]);
      return threadId;
    }

    it('stops in a child before its line could be missed, in a session that is named after it and ends with it alone', async () => {
      await launch(`${FORK.replace(';', ".on('exit', () => console.log('child gone'));")}\nprocess.stdin.on('data', () => process.exit());\nsetTimeout(() => {}, 1e8);`);
      const child = await family.child();
      assert.match(child.name, /^child\.cjs \(\d+\)$/);
      const threadId = await stopsAtItsLine(child);
      const { threads } = await child.client.request<{ threads: { name: string }[] }>('threads');
      assert.deepEqual(threads.map(({ name }) => name), ['main thread']);
      assert.equal((await family.parent.request<{ threads: unknown[] }>('threads')).threads.length, 1);
      await child.client.request('continue', { threadId });
      await child.client.event('terminated');
      assert.match(child.client.output('console'), /child\.cjs \(\d+\) has ended/);
      await family.parent.written('child gone');
      assert.equal(family.parent.output('stdout'), '30\nchild gone\n');
      assert.deepEqual(family.parent.events.filter(({ event }) => event === 'terminated'), []);
    });
  });
}
