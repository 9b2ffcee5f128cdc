import type { Protocol } from 'devtools-protocol';
import type { CdpSession } from '../cdp/connection';
import { DisposableStack } from '../base/disposable';
import { protocolSampler, type CpuSampler, type MakeCpuSampler } from './cpu-sampler';

export interface ProfileRecorderOptions {
  /** Between two samples, microseconds. V8 takes 1.2 to 1.7 times as long. */
  readonly samplingIntervalUs: number;
  /**
   * A recording is cut into slices, so that a target that dies takes at most the last one with it. Milliseconds; the
   * first ones are shorter, for threads that live for a moment only.
   */
  readonly sliceMs: number;
  /** Slices that ended longer ago than this are forgotten: a ring. Default: all are kept. Milliseconds. */
  readonly keepMs?: number;
  /** Called with each slice when it has ended, while the recording goes on. */
  onSlice?(slice: Protocol.Profiler.Profile): void;
}

/** Slices are made longer where cutting one stops the thread for more than this share of the time. */
const CUT_SHARE = 0.01;
const LONGEST_SLICE_FACTOR = 5;
const FIRST_SLICE_FACTOR = 1 / 16;

/**
 * Records CPU samples of one thread in measure mode: `Debugger.enable` is never sent, so the program runs at its own
 * speed. Slices follow one another without a gap worth naming; what was recorded until the target went stays.
 */
export class ProfileRecorder {
  private readonly slices: Protocol.Profiler.Profile[] = [];
  private readonly cleanup = new DisposableStack();
  private timer: NodeJS.Timeout | undefined;
  private sliceMs: number;
  private cutMs = 0;
  private cutting: Promise<void> = Promise.resolve();
  private stopped = false;
  private readonly sampler: CpuSampler;

  constructor(
    private readonly session: CdpSession,
    private readonly options: ProfileRecorderOptions,
    makeSampler: MakeCpuSampler = protocolSampler,
  ) {
    this.sliceMs = options.sliceMs * FIRST_SLICE_FACTOR;
    this.sampler = makeSampler(session, (profile) => this.keep(profile));
  }

  async start(): Promise<void> {
    this.cleanup.use(this.session.onClose(() => this.halt()));
    await this.session.send('Profiler.enable');
    await this.session.send('Profiler.setSamplingInterval', { interval: this.options.samplingIntervalUs });
    await this.sampler.start();
    this.cutAfter(this.sliceMs);
  }

  /** Ends the recording and gives every slice. Never rejects: a target that is gone has given what it could. */
  async stop(): Promise<readonly Protocol.Profiler.Profile[]> {
    const wasRunning = !this.stopped;
    this.halt();
    await this.cutting;
    if (wasRunning && !this.session.closed) {
      await this.sampler.stop().catch(() => undefined);
      await this.session.send('Profiler.disable').catch(() => undefined);
    }
    return this.slices;
  }

  private halt(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.cleanup.dispose();
  }

  private cutAfter(sliceMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      // A target that fails here is gone, and its session's end is heard of by itself.
      this.cutting = this.cut().catch(() => undefined);
    }, sliceMs);
  }

  private async cut(): Promise<void> {
    await this.sampler.cut();
    this.sliceMs = Math.min(this.sliceMs * 2, this.options.sliceMs);
    this.cutAfter(Math.min(Math.max(this.sliceMs, this.cutMs / CUT_SHARE), this.options.sliceMs * LONGEST_SLICE_FACTOR));
  }

  private keep(profile: Protocol.Profiler.Profile): void {
    // By the thread's own clock: how long we waited for its answer says how busy it was.
    this.cutMs = (profile.startTime - (this.slices.at(-1)?.endTime ?? profile.startTime)) / 1_000;
    this.slices.push(profile);
    this.options.onSlice?.(profile);
    const oldest = profile.endTime - (this.options.keepMs ?? Infinity) * 1_000;
    while (this.slices.length > 1 && this.slices[0]!.endTime < oldest) this.slices.shift();
  }
}
