import { classTimes, hotFunctions, hotLines, type HotFunction, type HotLine } from '../profile/hot-spots';
import type { FrameClass, Profile, ProfileModule } from '../profile/profile';

/** What `wasmscope record --json` prints (docs: DESIGN of the command line; fields may be added, never changed). */
export interface RecordSummary {
  readonly mode: 'launch' | 'attach';
  readonly durationMs: number;
  readonly samples: number;
  /** True where a debugger was on while measuring: times of Wasm are then no measure of anything. */
  readonly distorted: boolean;
  /** V8 may have inlined Wasm into Wasm: an inlined function's time counts for its caller. */
  readonly inliningOn: boolean;
  /** By self time. */
  readonly functions: readonly HotFunction[];
  readonly lines: readonly HotLine[];
  /** Sampled time by kind of code; the sum is all of it. */
  readonly classesMs: Readonly<Record<FrameClass, number>>;
  readonly modules: readonly ProfileModule[];
}

/** More rows than these nobody reads, and a file has them all. */
const ROWS = 200;

export function summarise(profile: Profile, facts: Pick<RecordSummary, 'mode' | 'inliningOn'>): RecordSummary {
  return {
    mode: facts.mode,
    durationMs: round(profile.durationMs),
    samples: profile.samples.length,
    distorted: false,
    inliningOn: facts.inliningOn,
    functions: hotFunctions(profile).slice(0, ROWS).map((row) => ({ ...row, selfMs: round(row.selfMs), totalMs: round(row.totalMs) })),
    lines: hotLines(profile).slice(0, ROWS).map((row) => ({ ...row, selfMs: round(row.selfMs) })),
    classesMs: Object.fromEntries(Object.entries(classTimes(profile)).map(([name, ms]) => [name, round(ms)])) as Record<FrameClass, number>,
    modules: profile.modules,
  };
}

/** V8 counts microseconds. */
const round = (ms: number): number => Math.round(ms * 1000) / 1000;
