import { adapterHost } from '../../src/toolkit/adapter-host';
import { DapClient } from '../e2e/debug/dap-client';
import type { Benchmark } from './benchmark';
import { end } from './debug-session';
import { lineOf } from './places';
import { withProgram } from './program-folder';
import { median } from './statistics';

/** Calls itself 465 times, each of which comes by the breakpoint. */
const CALLS = 465;
const PROGRAM = `const bytes = require('fs').readFileSync(__dirname + '/shapes-o0-dwarf5.wasm');
const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
wasm.fibonacci(1);
const startedAt = performance.now();
wasm.fibonacci(12);
console.log('took ' + (performance.now() - startedAt));`;

export const benchmark: Benchmark = {
  what: 'a condition that does not hold, Node: decisions a second',
  peer: '—',
  goal: '—',
  measure: ({ rounds }) =>
    withProgram(['shapes-o0-dwarf5.wasm', 'shapes.c'], PROGRAM, async (program, folder) => {
      const rates: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const client = DapClient.inProcess(adapterHost());
        await client.initialize();
        const started = client.request('launch', { program });
        await client.request('setBreakpoints', { source: { path: `${folder}/shapes.c` }, breakpoints: [{ line: lineOf('shapes.c', 'return n < 2'), condition: 'n == 1000' }] });
        await client.request('configurationDone');
        await started;
        await client.event('terminated');
        rates.push((CALLS / Number(/took ([\d.]+)/.exec(client.output('stdout'))![1])) * 1_000);
        await end(client);
      }
      return { ours: `${Math.round(median(rates))} a second, median of ${rounds} runs of ${CALLS}`, reached: null };
    }),
};
