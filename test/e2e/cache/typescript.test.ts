import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBinaries } from '../../tools';
import { runProgram } from '../run-program';

const program = join(__dirname, 'typed/recompiled.ts');

describe('programs that are compiled while they are loaded', function () {
  this.timeout(60_000);
  const line = readFileSync(program, 'utf8').split('\n').findIndex((text) => text.includes('BUG(')) + 1;
  const ways = { 'with a map that Node knows': ['--import', 'tsx'], 'with a map in the text alone': ['--require', './register.cjs'] };
  for (const node of nodeBinaries()) {
    for (const [how, args] of Object.entries(ways)) {
      it(`${how}: findings stand where it was written (${node})`, async () => {
        const { findings, exitCode, output } = await runProgram(program, { node, args });
        assert.equal(exitCode, 0, output);
        assert.deepEqual(findings.map(({ rule, at }) => [rule, at?.file, at?.line]), [['cache/recompiled', program, line]]);
      });
    }
  }
});
