import assert from 'node:assert/strict';
import { record } from '../../src/toolkit/record';
import { Service, fixtures } from '../e2e/record/service';
import { nodeBinaries } from '../tools';
import { rounds } from './rounds';

const CYCLES = rounds(100);
const RECORDED_MS = 300;

for (const node of nodeBinaries()) {
  describe(`a service recorded again and again (${node})`, () => {
    it(`answers every request over ${CYCLES} cycles of attach, record and detach`, async () => {
      const service = await Service.start(node);
      try {
        service.load();
        for (let cycle = 0; cycle < CYCLES; cycle++) {
          const { summary } = await record({ target: { kind: 'pid', pid: service.pid }, durationMs: RECORDED_MS, pathMap: [{ from: '/fixtures', to: fixtures }] }).result;
          assert.equal(summary.functions.find(({ class: kind }) => kind === 'wasm')?.function, 'scramble', `cycle ${cycle}`);
        }
        // Counts what was asked and what was answered.
        await service.rest();
      } finally {
        await service.end();
      }
    });
  });
}
