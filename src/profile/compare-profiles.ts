import { hotFunctions, type HotFunction } from './hot-spots';
import type { FrameClass, Profile } from './profile';

/** In milliseconds of each second recorded, so that recordings of different length compare; of allocations in bytes. */
export interface RateChange {
  readonly before: number;
  readonly after: number;
  readonly change: number;
}

export interface FunctionChange {
  readonly function: string;
  readonly file: string | null;
  /** Where the function begins now, or where it began if it is gone. */
  readonly line: number;
  readonly class: FrameClass;
  readonly selfMsPerSecond: RateChange;
  readonly totalMsPerSecond: RateChange;
}

/** What two profiles differ in, function by function, the greatest change of self time first. */
export function compareProfiles(before: Profile, after: Profile): FunctionChange[] {
  const [old, now] = [functionRates(before), functionRates(after)];
  return [...new Set([...old.keys(), ...now.keys()])].map((key) => changeOf(old.get(key), now.get(key))).sort((a, b) => Math.abs(b.selfMsPerSecond.change) - Math.abs(a.selfMsPerSecond.change));
}

/**
 * Lines move and a module's functions are renumbered from one build to the next, so a function is the same by its name
 * and file alone; several of one name in a file (closures, say) count together.
 */
function functionRates(profile: Profile): Map<string, HotFunction> {
  const perSecond = profile.unit === 'bytes' ? 1 : profile.durationMs > 0 ? 1_000 / profile.durationMs : 0;
  const functions = new Map<string, HotFunction>();
  for (const row of hotFunctions(profile)) {
    const key = JSON.stringify([row.function, row.file]);
    const known = functions.get(key);
    functions.set(key, { ...row, line: known?.line ?? row.line, selfMs: (known?.selfMs ?? 0) + row.selfMs * perSecond, totalMs: (known?.totalMs ?? 0) + row.totalMs * perSecond });
  }
  return functions;
}

function changeOf(before: HotFunction | undefined, after: HotFunction | undefined): FunctionChange {
  const { function: name, file, line, class: kind } = (after ?? before)!;
  return { function: name, file, line, class: kind, selfMsPerSecond: rate(before?.selfMs, after?.selfMs), totalMsPerSecond: rate(before?.totalMs, after?.totalMs) };
}

const rate = (before = 0, after = 0): RateChange => ({ before: round(before), after: round(after), change: round(after - before) });

const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;
