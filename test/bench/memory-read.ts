import type { Benchmark } from './benchmark';
import { end, launchAndStop } from './debug-session';
import { lineOf } from './places';
import { withProgram } from './program-folder';
import { durationText, median } from './statistics';

const MEGABYTE = 1 << 20;
const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
wasm.memory.grow(32);
for (;;) wasm.fibonacci(20);`;

export const benchmark: Benchmark = {
  what: '1 MB of memory read, Node (readMemory over DAP)',
  peer: '44 ms for 16 KB',
  goal: '≤ 50 ms',
  measure: ({ rounds }) =>
    withProgram(['shapes-o0-dwarf5.wasm', 'shapes.c'], PROGRAM, async (program, folder) => {
      const { client } = await launchAndStop(program, `${folder}/shapes.c`, lineOf('shapes.c', 'fibonacci(n - 1)'));
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const startedAt = performance.now();
        const { data } = await client.request<{ data: string }>('readMemory', { memoryReference: '0x10000', count: MEGABYTE });
        times.push(performance.now() - startedAt);
        if (Buffer.from(data, 'base64').length !== MEGABYTE) throw new Error('less than a megabyte came back');
      }
      await end(client);
      return { ours: durationText(times), reached: median(times) <= 50 };
    }),
};
