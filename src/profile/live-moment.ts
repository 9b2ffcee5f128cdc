import type { FrameClass, ProfileFrame, ProfileVitals } from './profile';

/** How a recording stands, told each second while it runs. Names are those of files near the program; what only the program itself can tell comes at the end. */
export interface LiveMoment {
  readonly elapsedMs: number;
  /** Since the moment before, oldest first; on the machine's monotonic clock. */
  readonly vitals: readonly ProfileVitals[];
  /** Sampled time of the slices that ended since the moment before, by kind of code; null where none did. */
  readonly recentMs: Readonly<Record<FrameClass, number>> | null;
  /** Those with most time of their own so far. Slices may be longer than a second: nothing is new then. */
  readonly functions: readonly LiveFunction[];
}

export interface LiveFunction extends Pick<ProfileFrame, 'function' | 'file' | 'line' | 'class'> {
  readonly selfMs: number;
  /** In the slices that ended since the moment before. */
  readonly recentMs: number;
}
