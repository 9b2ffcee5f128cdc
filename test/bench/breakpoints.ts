import { dirname, join } from 'node:path';
import { notMeasured, type Benchmark } from './benchmark';
import { end, launchAndStop } from './debug-session';
import { largeModule } from './generate-large';
import { withProgram } from './program-folder';
import { durationText, median } from './statistics';

const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/large.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
for (;;) wasm.locals0(5);`;
const COUNT = 500;

export const benchmark: Benchmark = {
  what: `${COUNT} breakpoints set in a stopped program, Node`,
  peer: 'none recorded',
  goal: '≤ 300 ms',
  async measure({ rounds }) {
    const module = await largeModule(1);
    if (!module) return notMeasured('clang-19 and wasm-ld-19 are needed to make the module');
    const source = join(dirname(module.path), module.file);
    return withProgram([module.path], PROGRAM, async (program) => {
      const { client } = await launchAndStop(program, source, module.line);
      const times: number[] = [];
      let verified = 0;
      for (let round = 0; round < rounds; round++) {
        await client.setBreakpoints(source);
        const startedAt = performance.now();
        const set = await client.setBreakpoints(source, ...Array.from({ length: COUNT }, (_, index) => index + 10));
        times.push(performance.now() - startedAt);
        verified = set.filter((each) => each.verified).length;
      }
      await end(client);
      return { ours: `${durationText(times)}, ${verified} of them in code`, reached: median(times) <= 300 };
    });
  },
};
