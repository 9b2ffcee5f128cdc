import type { CdpSession } from '../../src/cdp/connection';
import { connectToProcess } from '../../src/cdp/node-connection';
import { ProcessRecorder } from '../../src/session/process-recorder';
import type { Benchmark } from './benchmark';
import { alternatingRatios, MeasuredService } from './service-load';
import { isAtMost, median, ratioText } from './statistics';

const INTERVAL_US = 1_000;
const REQUESTS = 100;
const SHAPE = { calls: 10, rounds: 40_000 };
const ABOVE_FLOOR = 0.02;

export const benchmark: Benchmark = {
  what: 'profile at 1 ms, attached: CPU per request',
  peer: "1.10 (V8's own floor); 1.6 to 5 with a debugger attached",
  goal: "≤ V8's floor + 0.02",
  async measure({ pairs }) {
    const service = await MeasuredService.start(null);
    const batch = (): Promise<number> => service.cpuPerRequest(REQUESTS, SHAPE);
    await batch();
    const connection = await connectToProcess(service.pid);
    const { session } = connection;
    try {
      const floor = await alternatingRatios(pairs, batch, () => underProfiler(session, batch));
      const ours = await alternatingRatios(pairs, batch, () => underRecorder(session, batch));
      return { ours: ratioText(ours), peerHere: `V8's floor ${ratioText(floor)}`, reached: isAtMost(ours, median(floor) + ABOVE_FLOOR) };
    } finally {
      await connection.close();
      await service.stop();
    }
  },
};

/** As `wasmscope record` measures. */
async function underRecorder(session: CdpSession, batch: () => Promise<number>): Promise<number> {
  const recorder = new ProcessRecorder(session, { samplingIntervalUs: INTERVAL_US, sliceMs: 2_000 });
  await recorder.start();
  const cost = await batch();
  await recorder.stop();
  return cost;
}

/** V8's sampler and nothing else. */
async function underProfiler(session: CdpSession, batch: () => Promise<number>): Promise<number> {
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: INTERVAL_US });
  await session.send('Profiler.start');
  const cost = await batch();
  await session.send('Profiler.stop');
  await session.send('Profiler.disable');
  return cost;
}
