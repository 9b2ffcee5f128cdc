import { functionTimes, type FunctionTimes } from './hot-spots';
import type { FrameClass, Profile, ProfileFrame } from './profile';

/** In milliseconds of each second recorded, so that recordings of different length compare; of allocations in bytes. */
export interface RateChange {
  readonly before: number;
  readonly after: number;
  readonly change: number;
}

export interface FunctionChange {
  readonly function: string;
  readonly file: string | null;
  /** Where it stood before, if that was another file. */
  readonly movedFrom?: string;
  /** Where the function begins now, or where it began if it is gone. */
  readonly line: number;
  readonly class: FrameClass;
  readonly selfMsPerSecond: RateChange;
  readonly totalMsPerSecond: RateChange;
}

/** What two profiles differ in, function by function, the greatest change of self time first. */
export function compareProfiles(before: Profile, after: Profile): FunctionChange[] {
  const [old, now] = [functionRates(before), functionRates(after)];
  const moved = movedFunctions([...old].filter(([key]) => !now.has(key)), [...now].filter(([key]) => !old.has(key)));
  const gone = [...old].filter(([key]) => !now.has(key) && ![...moved.values()].includes(key));
  const changes = [...[...now].map(([key, rates]) => changeOf(old.get(moved.get(key) ?? key), rates)), ...gone.map(([, rates]) => changeOf(rates, undefined))];
  return changes.sort((a, b) => Math.abs(b.selfMsPerSecond.change) - Math.abs(a.selfMsPerSecond.change));
}

/** Several of one name in a file (closures, say) count together. */
function functionRates(profile: Profile): Map<string, FunctionTimes> {
  const perSecond = profile.unit === 'bytes' ? 1 : profile.durationMs > 0 ? 1_000 / profile.durationMs : 0;
  const functions = new Map<string, FunctionTimes>();
  for (const { frame, selfMs, totalMs } of functionTimes(profile).sort((a, b) => b.selfMs - a.selfMs)) {
    if (frame.class === 'idle' || frame.class === 'program') continue;
    const key = keyOf(frame);
    const known = functions.get(key);
    functions.set(key, { frame: known?.frame ?? frame, selfMs: (known?.selfMs ?? 0) + selfMs * perSecond, totalMs: (known?.totalMs ?? 0) + totalMs * perSecond });
  }
  return functions;
}

const NUMBERED = /^wasm-function\[\d+\]$/;

/**
 * Lines move and a module's functions are renumbered from one build to the next, so a function is the same by its name
 * and file alone. One that has but a number is the same in the same module, and nowhere else.
 */
function keyOf({ function: name, file, module, script }: ProfileFrame): string {
  return JSON.stringify([name, file, file === null && NUMBERED.test(name) ? (module ?? script?.url) : null]);
}

type KeyedTimes = readonly [key: string, times: FunctionTimes];

/** Built in another folder, or by another version of a compiler or package: the only one of its name and file's name, then and now. By the key that it has now. */
function movedFunctions(gone: readonly KeyedTimes[], added: readonly KeyedTimes[]): Map<string, string> {
  const [then, now] = [byFileName(gone), byFileName(added)];
  return new Map([...now].flatMap(([name, keys]) => (keys.length === 1 && then.get(name)?.length === 1 ? [[keys[0]!, then.get(name)![0]!] as const] : [])));
}

function byFileName(functions: readonly KeyedTimes[]): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const [key, { frame: { function: name, file } }] of functions) {
    if (file === null) continue;
    const loose = `${name}\n${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}`;
    keys.set(loose, [...(keys.get(loose) ?? []), key]);
  }
  return keys;
}

function changeOf(before: FunctionTimes | undefined, after: FunctionTimes | undefined): FunctionChange {
  const { function: name, file, line, class: kind } = (after ?? before)!.frame;
  const was = before?.frame.file ?? file;
  return { function: name, file, ...(was !== null && was !== file ? { movedFrom: was } : {}), line, class: kind, selfMsPerSecond: rate(before?.selfMs, after?.selfMs), totalMsPerSecond: rate(before?.totalMs, after?.totalMs) };
}

const rate = (before = 0, after = 0): RateChange => ({ before: round(before), after: round(after), change: round(after - before) });

const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;
