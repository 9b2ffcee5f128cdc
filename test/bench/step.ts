import type { Benchmark } from './benchmark';
import { end, launchAndStop } from './debug-session';
import { lineOf } from './places';
import { withProgram } from './program-folder';
import { durationText, median } from './statistics';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
for (;;) wasm.fibonacci(20);`;
const STEPS_PER_ROUND = 10;

export const benchmark: Benchmark = {
  what: 'step, Node: request → stack and the locals of a small frame',
  peer: '46 to 53 ms + 47 + 366',
  goal: 'p50 ≤ 5 ms',
  measure: ({ rounds }) =>
    withProgram(['shapes-o0-dwarf5.wasm', 'shapes.c'], PROGRAM, async (program, folder) => {
      const { client, threadId } = await launchAndStop(program, `${folder}/shapes.c`, lineOf('shapes.c', 'fibonacci(n - 1)'));
      const times: number[] = [];
      for (let step = 0; step < rounds * STEPS_PER_ROUND; step++) {
        const startedAt = performance.now();
        await client.request('stepIn', { threadId });
        await client.stopped();
        const [top] = await client.frames(threadId);
        await client.locals(top!.id);
        times.push(performance.now() - startedAt);
      }
      await end(client);
      return { ours: `p50 ${durationText(times)} of ${times.length} steps into`, reached: median(times) <= 5 };
    }),
};
