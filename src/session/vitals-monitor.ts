import type { CdpSession } from '../cdp/connection';
import { ownScript } from './own-script';

/** How a process was at one moment; rates are of the time since the moment before. */
export interface Vitals {
  /** On the machine's monotonic clock, which V8's profiles are timed by, too. */
  readonly atMs: number;
  /** Processor time in milliseconds of each second: 1000 is one core. */
  readonly cpuMsPerSecond: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** Outside of the JS heap, Wasm memories included. */
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
  /** How long the event loop took to come round when it was asked to. */
  readonly loopDelayMs: number;
}

export interface VitalsOptions {
  readonly everyMs: number;
  /** The oldest are left out beyond this many. */
  readonly keep: number;
  onVitals?(vitals: Vitals): void;
}

/**
 * Asked of the program (CDP Runtime.evaluate, which interrupts running JavaScript and Wasm): the answer comes when the
 * event loop has come round once. Nothing is left in the program.
 */
const QUESTION = `new Promise((answer) => {
  const asked = performance.now();
  setImmediate(() => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    answer([Number(process.hrtime.bigint()) / 1e6, (user + system) / 1000, rss, heapUsed, external, arrayBuffers, performance.now() - asked]);
  });
})`;

/** Watches a process from outside, a question now and then; one that does not answer is not asked again until it does. */
export class VitalsMonitor {
  readonly series: Vitals[] = [];
  private timer: NodeJS.Timeout | undefined;
  private last: { readonly atMs: number; readonly cpuMs: number } | undefined;

  constructor(
    private readonly session: CdpSession,
    private readonly options: VitalsOptions,
  ) {}

  start(): void {
    this.timer = setTimeout(() => void this.ask(), this.options.everyMs);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async ask(): Promise<void> {
    try {
      const { result } = await this.session.send('Runtime.evaluate', { expression: ownScript(QUESTION), awaitPromise: true, returnByValue: true });
      if (Array.isArray(result.value)) this.note(result.value.map(Number));
    } catch {
      // The program is at its end, or waits for something: whoever waits for its end hears of that.
    }
    if (this.timer !== undefined && !this.session.closed) this.start();
  }

  private note([atMs = 0, cpuMs = 0, rssBytes = 0, heapUsedBytes = 0, externalBytes = 0, arrayBuffersBytes = 0, loopDelayMs = 0]: readonly number[]): void {
    const { last } = this;
    this.last = { atMs, cpuMs };
    if (!last || this.timer === undefined) return;
    const cpuMsPerSecond = atMs > last.atMs ? ((cpuMs - last.cpuMs) / (atMs - last.atMs)) * 1_000 : 0;
    const vitals: Vitals = { atMs, cpuMsPerSecond, rssBytes, heapUsedBytes, externalBytes, arrayBuffersBytes, loopDelayMs };
    this.series.push(vitals);
    if (this.series.length > this.options.keep) this.series.shift();
    this.options.onVitals?.(vitals);
  }
}
