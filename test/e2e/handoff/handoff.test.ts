import assert from 'node:assert/strict';
import { join } from 'node:path';
import { runProgram } from '../run-program';
import { describeTwins } from '../twins';

const programs = join(__dirname, 'programs');

describeTwins('handoff', programs);

describe('hand-offs are counted', function () {
  this.timeout(60_000);
  it('once a message', async () => {
    const { findings } = await runProgram(join(programs, 'clone-buffers.mjs'));
    assert.deepEqual(findings.map(({ evidence }) => evidence['payloads']), [20]);
  });
});
