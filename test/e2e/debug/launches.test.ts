import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nodeBinaries } from '../../tools';
import { within } from '../../within';
import { DebuggeeFolder, lineOf } from './debuggee-folder';
import { LOADERS, type Loader } from './loaders';

/** `npm run soak` asks for more. */
const LAUNCHES = Number(process.env['WASMSCOPE_LAUNCHES'] ?? 50);
/** Far beyond what the slowest machine needs for one. */
const LAUNCH_MS = 20_000;

for (const node of nodeBinaries()) {
  describe(`breakpoints set before the program runs (${node})`, () => {
    let folder: DebuggeeFolder;
    before(() => (folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c', 'start.wasm', 'start.c')));
    after(() => folder.remove());

    async function launch(kind: string, round: number, { file, text, source, stopsAt, stopsIn, runtimeArgs = [] }: Loader): Promise<void> {
      const path = folder.file(source);
      const line = lineOf(readFileSync(path, 'utf8'), stopsAt);
      const client = folder.client();
      let stage = 'to be launched';
      const reach = async (): Promise<void> => {
        await client.launch({ program: folder.write(file, text), runtimeExecutable: node, runtimeArgs }, { [path]: [line] });
        stage = 'to stop';
        const { reason, threadId } = await client.stopped();
        stage = 'to show its stack';
        const [top] = await client.frames(threadId);
        assert.deepEqual([reason, top?.name, top?.line, top?.source?.path], ['breakpoint', stopsIn, line, path]);
        stage = 'to be ended';
        await client.request('disconnect', { terminateDebuggee: true });
      };
      await within(LAUNCH_MS, () => `launch ${round} (${kind}) was ${stage}`, reach());
    }

    it(`are missed in none of ${LAUNCHES} launches of every kind`, async function () {
      this.timeout(LAUNCHES * LAUNCH_MS);
      const kinds = Object.entries(LOADERS);
      for (let round = 0; round < LAUNCHES; round++) await launch(kinds[round % kinds.length]![0], round, kinds[round % kinds.length]![1]);
    });

    it('stop at every round of a loop in a start function, before the module has an instance', async () => {
      const { file, text, source, stopsAt } = LOADERS['a start function']!;
      const line = lineOf(readFileSync(folder.file(source), 'utf8'), stopsAt);
      const client = folder.client();
      await client.launch({ program: folder.write(file, text), runtimeExecutable: node }, { [folder.file(source)]: [line] });
      const numbers: string[] = [];
      for (let round = 0; round < 8; round++) {
        const { threadId } = await client.stopped();
        const [top] = await client.frames(threadId);
        numbers.push((await client.locals(top!.id))['number']!);
        await client.request('continue', { threadId });
      }
      await client.event('terminated');
      assert.deepEqual(numbers, ['0', '1', '2', '3', '4', '5', '6', '7']);
      assert.equal(client.output('stdout'), '25\n');
    });
  });
}
