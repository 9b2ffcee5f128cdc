import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { adapterHost } from '../../src/toolkit/adapter-host';
import { notMeasured, type Benchmark } from './benchmark';
import { end, launchAndStop } from './debug-session';
import { largeModule } from './generate-large';
import { withProgram } from './program-folder';
import { durationText, median } from './statistics';

/** The goal is one for large modules. */
const LARGE_BYTES = 90e6;

export const benchmark: Benchmark = {
  what: 'a large module (115 MB): launch → stopped, first session / the second on the same module / first stack',
  peer: '5.3 s / 5.3 s / 5.2 s',
  goal: '≤ 2.5 s / less than the first / ≤ 0.1 s',
  async measure({ rounds, largeUnits }) {
    if (largeUnits === 0) return notMeasured('left out by --large 0');
    const module = await largeModule(largeUnits);
    if (!module) return notMeasured('clang-19 and wasm-ld-19 are needed to make the module');
    const exported = module.file.replace(/unit(\d+)\.cpp/, 'locals$1');
    const text = `const bytes = require('fs').readFileSync(__dirname + '/large.wasm');
new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports.${exported}(5);`;
    return withProgram([module.path], text, async (program) => {
      const first: number[] = [];
      const second: number[] = [];
      const stack: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const host = adapterHost();
        for (const stopped of [first, second]) {
          const { client, threadId, stoppedMs } = await launchAndStop(program, join(dirname(module.path), module.file), module.line, host);
          const startedAt = performance.now();
          await client.frames(threadId);
          if (stopped === first) stack.push(performance.now() - startedAt);
          stopped.push(stoppedMs);
          await end(client);
        }
      }
      const isLarge = statSync(module.path).size >= LARGE_BYTES;
      return { ours: `${durationText(first)} / ${durationText(second)} / ${durationText(stack)}`, reached: isLarge ? median(first) <= 2_500 && median(second) < median(first) && median(stack) <= 100 : null };
    });
  },
};
