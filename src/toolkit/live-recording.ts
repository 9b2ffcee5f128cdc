import { classTimes, functionTimes } from '../profile/hot-spots';
import type { CpuProfile } from '../profile/cpu-profile';
import type { LiveFunction, LiveMoment } from '../profile/live-moment';
import { FRAME_CLASSES, functionKey, type FrameClass, type Profile, type ProfileFrame, type ProfileVitals } from '../profile/profile';
import type { LiveSources } from './live-sources';

const EVERY_MS = 1_000;
const SHOWN = 30;

/** Makes moments of the slices and the vitals of a running recording. */
export class LiveRecording {
  private startedAt = 0;
  private readonly functions = new Map<string, { readonly frame: ProfileFrame; selfMs: number; recentMs: number }>();
  private recentMs: Record<FrameClass, number> | null = null;
  private vitals: ProfileVitals[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** Slices wait for one another: names come before times. */
  private added: Promise<void> = Promise.resolve();

  constructor(
    private readonly onMoment: (moment: LiveMoment) => void,
    private readonly sources: LiveSources,
  ) {}

  start(): void {
    this.startedAt = performance.now();
    this.timer = setInterval(() => this.tell(), EVERY_MS);
  }

  addVitals(vitals: ProfileVitals): void {
    this.vitals.push(vitals);
  }

  addSlice(slice: CpuProfile): void {
    // A module that can't be read now is told of at the end.
    this.added = this.added.then(async () => this.add(await this.sources.profileOf(slice))).catch(() => undefined);
  }

  private add(profile: Profile): void {
    const times = classTimes(profile);
    const recent = (this.recentMs ??= Object.fromEntries(FRAME_CLASSES.map((kind) => [kind, 0])) as Record<FrameClass, number>);
    for (const kind of FRAME_CLASSES) recent[kind] += times[kind];
    for (const { frame, selfMs } of functionTimes(profile)) {
      if (selfMs === 0 || frame.class === 'idle' || frame.class === 'program') continue;
      const key = functionKey(frame);
      const known = this.functions.get(key) ?? { frame, selfMs: 0, recentMs: 0 };
      this.functions.set(key, known);
      known.selfMs += selfMs;
      known.recentMs += selfMs;
    }
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tell(): void {
    const hottest = [...this.functions.values()].sort((a, b) => b.selfMs - a.selfMs).slice(0, SHOWN);
    const functions = hottest.map(({ frame, selfMs, recentMs }): LiveFunction => ({ function: frame.function, file: frame.file, line: frame.line, class: frame.class, selfMs, recentMs }));
    const { vitals, recentMs } = this;
    [this.vitals, this.recentMs] = [[], null];
    for (const known of this.functions.values()) known.recentMs = 0;
    this.onMoment({ elapsedMs: performance.now() - this.startedAt, vitals, recentMs, functions });
  }
}
