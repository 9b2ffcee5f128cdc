import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { nodeBinaries, root } from '../tools';
import { rounds } from './rounds';

const CYCLES = rounds(200);

for (const node of nodeBinaries()) {
  describe(`the agent, placed and taken out (${node})`, () => {
    it(`leaves every function as it was, ${CYCLES} times`, () => {
      const output = execFileSync(node, [join(__dirname, 'programs', 'agent-cycles.cjs'), join(root, 'dist', 'agent.js'), join(root, 'test', 'fixtures', 'hot.wasm'), String(CYCLES)], { encoding: 'utf8' });
      const { hooked } = JSON.parse(output) as { hooked: number };
      assert.ok(hooked > CYCLES, 'it had hooked something each time');
    });
  });
}
