import { join } from 'node:path';
import { adapterHost } from '../../src/toolkit/adapter-host';
import { DapClient } from '../e2e/debug/dap-client';
import type { Benchmark } from './benchmark';
import { alternatingRatios, MeasuredService } from './service-load';
import { isAtMost, ratioText } from './statistics';

const REQUESTS = 100;
const SHAPE = { calls: 10, rounds: 40_000 };
/** The machine's own noise between two processes that do the same. */
const GOAL = 1.05;

/** A service that was debugged, and one that never was. */
export const benchmark: Benchmark = {
  what: 'a service after the debugger has left: CPU per request',
  peer: '1.0 (V8 itself, after Debugger.disable); 1.3 to 5 with a debugger attached',
  goal: '≤ 1.05 of one that was never debugged',
  async measure({ pairs }) {
    const services = [await MeasuredService.start(null), await MeasuredService.start(null)] as const;
    const [untouched, debugged] = services.map((service) => () => service.cpuPerRequest(REQUESTS, SHAPE)) as [() => Promise<number>, () => Promise<number>];
    try {
      await Promise.all([untouched(), debugged()]);
      await debugOnce(services[1], debugged);
      // V8 compiles its modules anew, which is over soon.
      await debugged();
      const ratios = await alternatingRatios(pairs, untouched, debugged);
      return { ours: ratioText(ratios), reached: isAtMost(ratios, GOAL) };
    } finally {
      await Promise.all(services.map((service) => service.stop()));
    }
  },
};

/** Attaches, stops in Wasm, lets it go on, and leaves. */
async function debugOnce(service: MeasuredService, batch: () => Promise<number>): Promise<void> {
  const client = DapClient.inProcess(adapterHost());
  const folder = join(__dirname, '..', 'fixtures');
  await client.attach({ processId: service.pid, cwd: folder });
  await client.request('setFunctionBreakpoints', { breakpoints: [{ name: 'scramble' }] });
  const asked = batch();
  const { threadId } = await client.stopped();
  await client.stack(threadId);
  await client.request('setFunctionBreakpoints', { breakpoints: [] });
  await client.request('continue', { threadId });
  await asked;
  await batch();
  await client.request('disconnect', {});
}
