import { classTimes, hotFunctions, hotLines, type HotFunction, type HotLine } from '../profile/hot-spots';
import type { FrameClass, Profile, ProfileModule, ProfileVitals } from '../profile/profile';
import { UserError } from '../base/user-error';
import type { Price } from './check';

/** What is hot in a profile, whoever recorded it. */
export interface ProfileSummary {
  readonly durationMs: number;
  readonly samples: number;
  /** By self time. */
  readonly functions: readonly HotFunction[];
  readonly lines: readonly Pick<HotLine, 'file' | 'line' | 'selfMs' | 'estimate' | 'count'>[];
  /** Sampled time by kind of code; the sum is all of it. */
  readonly classesMs: Readonly<Record<FrameClass, number>>;
  readonly modules: readonly ProfileModule[];
}

/** Which functions allocated JavaScript objects, estimated from samples. */
export interface AllocationSummary {
  /** `live`: what was still there at the end, as with `--until`. */
  readonly kind: 'allocated' | 'live';
  readonly bytes: number;
  /** By what they allocated themselves. */
  readonly functions: readonly (Pick<HotFunction, 'function' | 'file' | 'line' | 'class'> & { readonly selfBytes: number; readonly totalBytes: number })[];
}

/** What `wasmscope record --json` prints (docs: DESIGN of the command line; fields may be added, never changed). */
export interface RecordSummary extends ProfileSummary {
  readonly mode: 'launch' | 'attach';
  /** Somebody else was connected to the inspector: with the debugger on, Wasm runs 1.3 to 5 times slower than by itself. */
  readonly distorted: boolean;
  /** V8 may have inlined Wasm into Wasm: an inlined function's time counts for its caller. */
  readonly inliningOn: boolean;
  /** Processor, memory and event loop beside the samples, oldest first. */
  readonly vitals: readonly ProfileVitals[];
  /** With `--heap`. */
  readonly allocations?: AllocationSummary;
  /** With `--until`: the condition, and when it was met (milliseconds from the start of the recording), or null. */
  readonly until?: MetCondition;
  /** What the sampled time costs, once the user has set a price. */
  readonly cost?: { readonly cpuSeconds: number; readonly money: { readonly perObservedTime: number; readonly perMonth: number; readonly currency: string } };
}

export interface MetCondition {
  readonly condition: string;
  readonly metAtMs: number | null;
}

const MS_PER_HOUR = 3_600_000;
const HOURS_PER_MONTH = 730;

/** More rows than these nobody reads, and a file has them all. */
const ROWS = 200;

export function summarise(profile: Profile, facts: Pick<RecordSummary, 'mode' | 'distorted' | 'inliningOn' | 'vitals' | 'allocations'> & { readonly until: MetCondition | null }, price?: Price): RecordSummary {
  return {
    mode: facts.mode,
    distorted: facts.distorted,
    inliningOn: facts.inliningOn,
    ...summariseProfile(profile),
    vitals: facts.vitals.map((vitals) => ({ ...vitals, atMs: round(vitals.atMs), cpuMsPerSecond: round(vitals.cpuMsPerSecond), loopDelayMs: round(vitals.loopDelayMs) })),
    ...(facts.allocations ? { allocations: facts.allocations } : {}),
    ...(facts.until ? { until: { ...facts.until, metAtMs: facts.until.metAtMs === null ? null : round(facts.until.metAtMs) } } : {}),
    ...(price ? { cost: costOf(profile.durationMs, classTimes(profile), price) } : {}),
  };
}

export function summariseProfile(profile: Profile): ProfileSummary {
  return {
    durationMs: round(profile.durationMs),
    samples: profile.samples.length,
    functions: hotFunctions(profile).slice(0, ROWS).map((row) => ({ ...row, selfMs: round(row.selfMs), totalMs: round(row.totalMs) })),
    lines: hotLines(profile).slice(0, ROWS).map(({ function: _, class: __, ...row }) => ({ ...row, selfMs: round(row.selfMs) })),
    classesMs: Object.fromEntries(Object.entries(classTimes(profile)).map(([name, ms]) => [name, round(ms)])) as Record<FrameClass, number>,
    modules: profile.modules,
  };
}

export function summariseAllocations(profile: Profile, kind: AllocationSummary['kind'] = 'allocated'): AllocationSummary {
  const functions = hotFunctions(profile).filter(({ totalMs: totalBytes }) => totalBytes > 0).slice(0, ROWS);
  return {
    kind,
    bytes: Math.round(profile.durationMs),
    functions: functions.map(({ selfMs: selfBytes, totalMs: totalBytes, ...row }) => ({ ...row, selfBytes: Math.round(selfBytes), totalBytes: Math.round(totalBytes) })),
  };
}

/** Every class but idle uses the processor. */
function busyTime(classes: Readonly<Record<FrameClass, number>>): number {
  return Object.entries(classes).reduce((total, [name, ms]) => (name === 'idle' ? total : total + ms), 0);
}

/** A month is 730 hours at the observed pace. */
function costOf(durationMs: number, classes: Readonly<Record<FrameClass, number>>, { cpuHour, currency }: Price): NonNullable<RecordSummary['cost']> {
  const cpuMs = busyTime(classes);
  const perObservedTime = (cpuMs / MS_PER_HOUR) * cpuHour;
  const perMonth = durationMs > 0 ? (perObservedTime / durationMs) * MS_PER_HOUR * HOURS_PER_MONTH : 0;
  return { cpuSeconds: round(cpuMs / 1000), money: { perObservedTime, perMonth: round(perMonth), currency } };
}

/** V8 counts microseconds. */
const round = (ms: number): number => Math.round(ms * 1000) / 1000;

/** A function counts as known while its share of the busy time has not grown by half: how long a program waited says nothing of it. */
const GROWN = 1.5;

/** The summary without the functions and lines that an earlier one (`record --json`) shows just as hot; and how many those are. */
export function withoutKnown(summary: RecordSummary, earlier: string): { readonly summary: RecordSummary; readonly known: number } {
  const before = readSummary(earlier);
  const shares = new Map(before.functions.map((row) => [placeOf(row), row.selfMs / before.busyMs]));
  const busyMs = busyTime(summary.classesMs);
  const isKnown = (row: HotFunction): boolean => row.selfMs / busyMs <= (shares.get(placeOf(row)) ?? 0) * GROWN;
  const functions = summary.functions.filter((row) => !isKnown(row));
  const kept = new Set(functions.map(({ file, line }) => `${file}:${line}`));
  const lines = summary.lines.filter(({ file, line }) => kept.has(`${file}:${line}`));
  return { summary: { ...summary, functions, lines }, known: summary.functions.length - functions.length };
}

const placeOf = ({ function: name, file }: HotFunction): string => JSON.stringify([name, file]);

function readSummary(text: string): { readonly busyMs: number; readonly functions: readonly HotFunction[] } {
  try {
    const { classesMs, functions } = JSON.parse(text) as Partial<RecordSummary>;
    const busyMs = classesMs ? busyTime(classesMs) : 0;
    if (busyMs > 0 && Array.isArray(functions)) return { busyMs, functions: functions as readonly HotFunction[] };
  } catch {
    // Said below.
  }
  throw new UserError('the baseline is no summary of a recording: write one with wasmscope record --json');
}
