import assert from 'node:assert/strict';
import { DebuggeeFolder } from './debuggee-folder';
import { RequestCourse, SERVICE } from './request-course';

describe('random requests to a live service, valid and not', () => {
  let folder: DebuggeeFolder;
  const rejected: unknown[] = [];
  const onRejected = (reason: unknown): number => rejected.push(reason);
  before(() => process.on('unhandledRejection', onRejected));
  after(async () => {
    process.off('unhandledRejection', onRejected);
    await folder.remove();
  });

  it('are all answered, once and in words, and the debugger goes on', async function () {
    this.timeout(180_000);
    folder = new DebuggeeFolder('shapes-o0-dwarf5.wasm', 'shapes.c');
    const client = folder.client();
    await client.launch({ program: folder.write('service.cjs', SERVICE), workspaceFolders: [folder.path] });
    const course = new RequestCourse(client, folder, 7);
    await course.run(1_500);
    await course.end();
    assert.deepEqual(rejected, []);
  });
});
