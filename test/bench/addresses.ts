import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ModuleOffset } from '../../src/base/offsets';
import { openSymbols } from '../../src/symbols/open-symbols';
import { readModule } from '../../src/wasm/read-module';
import { instructionBoundaries } from '../../src/wasm/function-body';
import { withModuleCopy, SYMBOLIZER } from '../llvm';
import { toolPath } from '../tools';
import { notMeasured, type Benchmark } from './benchmark';
import { largeModule } from './generate-large';
import { fixturePath } from './places';
import { durationText, median } from './statistics';

const ADDRESSES = 10_000;

export const benchmark: Benchmark = {
  what: '10,000 addresses to frames, warm',
  peer: 'llvm-symbolizer, native: 70 to 480 ms',
  goal: 'not slower',
  async measure({ rounds }) {
    if (!toolPath(SYMBOLIZER)) return notMeasured(`${SYMBOLIZER} is not here to compare with`);
    const module = readModule(new Uint8Array(readFileSync((await largeModule(1))?.path ?? fixturePath('records-debug.wasm'))));
    const all = [...module.functions].flatMap((fn) => [...instructionBoundaries(module, fn)]);
    const offsets = Array.from({ length: ADDRESSES }, (_, index) => all[(index * 7_919) % all.length]!);
    const symbols = await openSymbols(module);
    const ours: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const startedAt = performance.now();
      for (const offset of offsets) symbols.framesAt(offset as ModuleOffset);
      ours.push(performance.now() - startedAt);
    }
    const peer = withModuleCopy(module, ['name', 'export'], (path) => {
      const input = `${offsets.map((offset) => `0x${(offset - module.codeStart!).toString(16)}`).join('\n')}\n`;
      return Array.from({ length: rounds }, () => {
        const startedAt = performance.now();
        execFileSync(SYMBOLIZER, ['--inlines', '--output-style=JSON', `--obj=${path}`], { input, maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'ignore'] });
        return performance.now() - startedAt;
      });
    });
    const warm = ours.slice(1);
    return { ours: `${durationText(warm)} (the first time ${Math.round(ours[0]!)} ms)`, peerHere: `llvm-symbolizer ${durationText(peer)}, its start included`, reached: median(warm) <= median(peer) };
  },
};
