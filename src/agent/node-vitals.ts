import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ProcessVitals } from './runtime';

const NANOSECONDS_PER_MS = 1e6;
const MICROSECONDS_PER_MS = 1e3;

/** What Node tells of its process, and how late its event loop was. */
export class NodeVitals implements ProcessVitals {
  private readonly delay = monitorEventLoopDelay({ resolution: 10 });

  constructor() {
    this.delay.enable();
  }

  read(): ReturnType<ProcessVitals['read']> {
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    const { max, mean } = this.delay;
    this.delay.reset();
    return {
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      externalBytes: external,
      arrayBuffersBytes: arrayBuffers,
      cpuUserMs: user / MICROSECONDS_PER_MS,
      cpuSystemMs: system / MICROSECONDS_PER_MS,
      loopDelayMaxMs: max / NANOSECONDS_PER_MS,
      loopDelayMeanMs: (mean || 0) / NANOSECONDS_PER_MS,
    };
  }

  stop(): void {
    this.delay.disable();
  }
}
