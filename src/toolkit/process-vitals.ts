import type { EventOf } from '../trace/event';
import type { ObservedVitals } from './until-condition';

/** Makes rates of the totals that the agent's `vitals` events carry; each thread tells those of its process. */
export class ProcessVitals {
  private readonly last = new Map<string, { readonly t: number; readonly cpuMs: number }>();

  of({ pid, tid, t, cpuUserMs, cpuSystemMs, rssBytes, heapUsedBytes, externalBytes, loopDelayMaxMs }: EventOf<'vitals'>): ObservedVitals {
    const thread = `${pid} ${tid}`;
    const before = this.last.get(thread);
    const cpuMs = cpuUserMs + cpuSystemMs;
    this.last.set(thread, { t, cpuMs });
    const rate = before && t > before.t ? { cpuMsPerSecond: ((cpuMs - before.cpuMs) / (t - before.t)) * 1_000 } : {};
    return { ...rate, rssBytes, heapUsedBytes, externalBytes, loopDelayMs: loopDelayMaxMs };
  }
}
