import assert from 'node:assert/strict';
import { join } from 'node:path';
import { classTimes } from '../../../src/profile/hot-spots';
import { record } from '../../../src/toolkit/record';
import { nodeBinaries, root } from '../../tools';

const MILLISECONDS = 500;

/** How long the recording of a worker that ends in this way is, from its first sample to its last, and how long it says that it worked. */
async function recordWorker(node: string, ending: string): Promise<{ readonly recordedMs: number; readonly workedMs: number }> {
  let said = '';
  const argv = [node, join(root, 'test/fixtures/record/short-worker.mjs'), String(MILLISECONDS), ending];
  const { profile } = await record({ target: { kind: 'launch', argv, cwd: root, env: process.env }, onOutput: (text) => void (said += new TextDecoder().decode(text)) }).result;
  const [, worked] = /^worked (\S+) ms$/m.exec(said) ?? [];
  const ours = profile.frames.filter(({ file }) => file?.startsWith('wasmscope-') === true || file?.startsWith(join(root, 'dist')) === true);
  assert.deepEqual(ours, [], 'what records is not in the record');
  assert.ok(classTimes(profile).wasm > 0, 'it was seen in Wasm');
  const { startMs, endMs } = profile.threads.find(({ name }) => name.startsWith('worker'))!;
  return { recordedMs: endMs - startMs, workedMs: Number(worked) };
}

describe('record: a worker that ends while the recording goes on', function () {
  this.timeout(120_000);

  for (const node of nodeBinaries()) {
    it(`hands over all that was sampled of it (${node})`, async () => {
      const { recordedMs, workedMs } = await recordWorker(node, 'return');
      assert.ok(recordedMs >= workedMs, `${recordedMs} of ${workedMs} ms`);
    });
  }

  for (const ending of ['exit', 'throw']) {
    it(`whatever ends it: ${ending}`, async () => {
      const { recordedMs, workedMs } = await recordWorker(process.execPath, ending);
      assert.ok(recordedMs >= workedMs, `${recordedMs} of ${workedMs} ms`);
    });
  }

  it('one that another thread terminates leaves all but its last moment', async () => {
    const { recordedMs, workedMs } = await recordWorker(process.execPath, 'terminate');
    assert.ok(recordedMs >= workedMs / 2, `${recordedMs} of ${workedMs} ms`);
  });
});
