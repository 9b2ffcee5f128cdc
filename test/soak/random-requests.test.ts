import assert from 'node:assert/strict';
import { DebuggeeFolder } from '../e2e/debug/debuggee-folder';
import { RequestCourse, SERVICE } from '../e2e/debug/request-course';
import { rounds } from './rounds';

describe('random requests to a live service', function () {
  this.timeout(3_600_000);
  let folder: DebuggeeFolder;
  const rejected: unknown[] = [];
  const onRejected = (reason: unknown): number => rejected.push(reason);
  before(() => process.on('unhandledRejection', onRejected));
  after(async () => {
    process.off('unhandledRejection', onRejected);
    await folder.remove();
  });

  it('are all answered, once; nothing is left over, and memory stays flat', async () => {
    folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
    const client = folder.client();
    await client.launch({ program: folder.write('service.cjs', SERVICE), workspaceFolders: [folder.path] });
    // SOAK_SEED chooses another course.
    const course = new RequestCourse(client, folder, Number(process.env['SOAK_SEED'] ?? 1));
    const count = rounds(100_000);
    let halfway = 0;
    await course.run(count, (round) => {
      if (round === Math.floor(count / 2)) halfway = process.memoryUsage().heapUsed;
    });
    assert.deepEqual(rejected, []);
    // In V8's own time the rest is collected: what grows without end would be many times as much.
    assert.ok(process.memoryUsage().heapUsed < halfway * 3 + (64 << 20));
    await course.end();
  });
});
