import { join, dirname } from 'node:path';
import { notMeasured, type Benchmark } from './benchmark';
import { end, launchAndStop } from './debug-session';
import { largeModule } from './generate-large';
import { withProgram } from './program-folder';
import { durationText, median } from './statistics';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/large.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
for (;;) wasm.locals0(5);`;

export const benchmark: Benchmark = {
  what: '100 locals of a frame, Node (scopes and variables over DAP)',
  peer: '366 ms for four',
  goal: '≤ 15 ms',
  async measure({ rounds }) {
    // One unit of the generator: a small module with a function of a hundred locals.
    const module = await largeModule(1);
    if (!module) return notMeasured('clang-19 and wasm-ld-19 are needed to make the module');
    const source = join(dirname(module.path), module.file);
    return withProgram([module.path], PROGRAM, async (program) => {
      const { client, threadId } = await launchAndStop(program, source, module.line);
      const times: number[] = [];
      let count = 0;
      for (let round = 0; round <= rounds; round++) {
        const [frame] = await client.frames(threadId);
        const startedAt = performance.now();
        count = Object.keys(await client.locals(frame!.id)).length;
        times.push(performance.now() - startedAt);
        await client.request('continue', { threadId });
        await client.stopped();
      }
      await end(client);
      const [firstMs, ...later] = times;
      return { ours: `${durationText(later)} for ${count}; at the first stop ${Math.round(firstMs!)} ms`, reached: count >= 100 && median(later) <= 15 };
    });
  },
};
