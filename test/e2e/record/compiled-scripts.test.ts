import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '../../../src/toolkit/record';
import { nodeBinaries, root } from '../../tools';
import { fixtures } from './service';

const program = join(fixtures, 'record', 'typed.ts');
const begins = readFileSync(program, 'utf8').split('\n').findIndex((text) => text.startsWith('function spinForLong')) + 1;

describe('record: programs that are compiled while they are loaded', function () {
  this.timeout(60_000);
  for (const node of nodeBinaries()) {
    it(`their functions stand where they were written (${node})`, async () => {
      const target = { kind: 'launch', argv: [node, '--import', 'tsx', program], cwd: root, env: process.env } as const;
      const { profile, end } = await record({ target }).result;
      assert.deepEqual(end, { exitCode: 0, signal: null });
      const hot = profile.frames.filter((frame) => frame.function === 'spinForLong');
      assert.ok(hot.length > 0);
      assert.ok(hot.every(({ file, line }) => file === program && line === begins), JSON.stringify(hot));
    });
  }
});
