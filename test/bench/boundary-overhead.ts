import type { Benchmark } from './benchmark';
import type { AgentSettings } from './agent-launch';
import { alternatingRatios, MeasuredService } from './service-load';
import { isAtMost, ratioText } from './statistics';

const REQUESTS = 100;
/** Calls of some 10 µs: the boundary is crossed often, as by a codec or a tokenizer. */
const SHAPE = { calls: 100, rounds: 3_000 };
/** The first seconds are the agent's time to look around. */
const WARM_REQUESTS = 1_500;

export const benchmark: Benchmark = {
  what: 'boundary timing always on: CPU per request of an HTTP service',
  peer: 'hooks with stacks 3 to 10',
  goal: '≤ 1.05',
  async measure({ pairs }) {
    const timing = await ratiosWith({ only: ['boundary'], trackAllocations: false }, pairs);
    const whole = await ratiosWith({ trackAllocations: false }, pairs);
    return { ours: `${ratioText(timing)}; every probe of check, allocations aside, ${ratioText(whole)}`, reached: isAtMost(timing, 1.05) };
  },
};

async function ratiosWith(agent: AgentSettings, pairs: number): Promise<number[]> {
  const plain = await MeasuredService.start(null);
  const watched = await MeasuredService.start(agent);
  try {
    await plain.cpuPerRequest(WARM_REQUESTS, SHAPE);
    await watched.cpuPerRequest(WARM_REQUESTS, SHAPE);
    return await alternatingRatios(pairs, () => plain.cpuPerRequest(REQUESTS, SHAPE), () => watched.cpuPerRequest(REQUESTS, SHAPE));
  } finally {
    await plain.stop();
    await watched.stop();
  }
}
