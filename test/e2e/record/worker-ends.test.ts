import assert from 'node:assert/strict';
import { join } from 'node:path';
import { classTimes } from '../../../src/profile/hot-spots';
import { record } from '../../../src/toolkit/record';
import { nodeBinaries, root } from '../../tools';

const MILLISECONDS = 500;

/** Sampled time in Wasm of a worker that ends in this way, and how long it says that it worked. */
async function recordWorker(node: string, ending: string): Promise<{ readonly sampledMs: number; readonly workedMs: number }> {
  let said = '';
  const argv = [node, join(root, 'test/fixtures/record/short-worker.mjs'), String(MILLISECONDS), ending];
  const { profile } = await record({ target: { kind: 'launch', argv, cwd: root, env: process.env }, onOutput: (text) => void (said += new TextDecoder().decode(text)) }).result;
  const [, worked] = /^worked (\S+) ms$/m.exec(said) ?? [];
  const ours = profile.frames.filter(({ file }) => file?.startsWith('wasmscope-') === true || file?.startsWith(join(root, 'dist')) === true);
  assert.deepEqual(ours, [], 'what records is not in the record');
  return { sampledMs: classTimes(profile).wasm, workedMs: Number(worked) };
}

describe('record: a worker that ends while the recording goes on', function () {
  this.timeout(120_000);

  for (const node of nodeBinaries()) {
    it(`hands over all that was sampled of it (${node})`, async () => {
      const { sampledMs, workedMs } = await recordWorker(node, 'return');
      assert.ok(sampledMs > 0.7 * workedMs, `${sampledMs} of ${workedMs} ms`);
    });
  }

  for (const ending of ['exit', 'throw']) {
    it(`whatever ends it: ${ending}`, async () => {
      const { sampledMs, workedMs } = await recordWorker(process.execPath, ending);
      assert.ok(sampledMs > 0.7 * workedMs, `${sampledMs} of ${workedMs} ms`);
    });
  }
});
