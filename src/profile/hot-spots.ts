import { lineTicksOf, type LineTick } from './line-tick-rows';
import { outermostNodes } from './outermost-nodes';
import { FRAME_CLASSES, nodeTimes, uniqueFunctions, type FrameClass, type Profile, type ProfileFrame } from './profile';

export interface HotFunction {
  readonly function: string;
  readonly file: string | null;
  readonly line: number;
  readonly class: FrameClass;
  readonly selfMs: number;
  /** With everything called from it; a recursive function's time counts once. */
  readonly totalMs: number;
}

export interface HotLine {
  readonly file: string;
  readonly line: number;
  /** Of what runs there, the function with most time. */
  readonly function: string;
  readonly class: FrameClass;
  readonly selfMs: number;
  /**
   * V8 does not say where inside a Wasm function the time went: it stands at the line where the function begins or,
   * where blocks were counted, is shared out by their counts and the cost of their instructions.
   */
  readonly estimate: boolean;
  /** How often the line ran, exactly; where blocks were counted. */
  readonly count?: number;
}

/** Time by class of frame; together the sampled time. */
export function classTimes(profile: Profile): Record<FrameClass, number> {
  const times = Object.fromEntries(FRAME_CLASSES.map((name) => [name, 0])) as Record<FrameClass, number>;
  const { selfMs } = nodeTimes(profile);
  for (const [node, ms] of selfMs.entries()) times[profile.frames[profile.nodes.frame[node]!]!.class] += ms;
  return times;
}

export interface FunctionTimes {
  readonly frame: ProfileFrame;
  readonly selfMs: number;
  /** With everything called from it; a recursive function's time counts once. */
  readonly totalMs: number;
}

/** Of every function, whatever its class. */
export function functionTimes(profile: Profile): FunctionTimes[] {
  const { selfMs, totalMs } = nodeTimes(profile);
  const { functions, indexOfFrame } = uniqueFunctions(profile.frames);
  const nodeFunction = profile.nodes.frame.map((frame) => indexOfFrame[frame]!);
  const outermost = outermostNodes(profile.nodes.parent, nodeFunction);
  const times = functions.map((frame) => ({ frame, selfMs: 0, totalMs: 0 }));
  for (const [node, index] of nodeFunction.entries()) {
    times[index]!.selfMs += selfMs[node]!;
    if (outermost[node]) times[index]!.totalMs += totalMs[node]!;
  }
  return times;
}

/** Functions by self time. What is nobody's function (idle, native code) is in `classTimes` alone; together they are the sampled time. */
export function hotFunctions(profile: Profile): HotFunction[] {
  return functionTimes(profile)
    .map(({ frame: { function: name, file, line, class: kind }, selfMs, totalMs }): HotFunction => ({ function: name, file, line, class: kind, selfMs, totalMs }))
    .filter(({ class: kind }) => kind !== 'idle' && kind !== 'program')
    .sort((a, b) => b.selfMs - a.selfMs || b.totalMs - a.totalMs);
}

/**
 * Lines by self time. A JS function's time is split by the lines that V8 sampled in it, a counted Wasm function's by
 * counts. What has no line (idle, native code, V8's own, functions without a source) is the rest of the sampled time.
 */
export function hotLines(profile: Profile): HotLine[] {
  const { selfMs } = nodeTimes(profile);
  const counts = lineCounts(profile);
  const lines = new Map<string, GrowingLine>();
  const add = (frame: ProfileFrame, { file, line, share, estimate }: Share, ms: number): void => {
    const key = lineKey(file, line);
    const count = counts.get(key);
    const entry = lines.get(key) ?? { file, line, byFunction: new Map<ProfileFrame, number>(), selfMs: 0, estimate, ...(count === undefined ? {} : { count }) };
    lines.set(key, entry);
    entry.byFunction.set(frame, (entry.byFunction.get(frame) ?? 0) + ms * share);
    entry.selfMs += ms * share;
    entry.estimate ||= estimate;
  };
  const { frame, lineTicks } = profile.nodes;
  for (const [node, ms] of selfMs.entries()) {
    const of = profile.frames[frame[node]!]!;
    if (ms > 0) for (const share of sharesOf(of, lineTicksOf(lineTicks, node))) add(of, share, ms);
  }
  return [...lines.values()].map(({ byFunction, file, line, ...rest }): HotLine => ({ file, line, ...functionOf(byFunction), ...rest })).sort((a, b) => b.selfMs - a.selfMs);
}

interface GrowingLine {
  readonly file: string;
  readonly line: number;
  readonly byFunction: Map<ProfileFrame, number>;
  selfMs: number;
  estimate: boolean;
  readonly count?: number;
}

function functionOf(times: ReadonlyMap<ProfileFrame, number>): Pick<HotLine, 'function' | 'class'> {
  const [[{ function: name, class: kind }]] = [...times].sort(([, a], [, b]) => b - a) as [[ProfileFrame, number]];
  return { function: name, class: kind };
}

interface Share extends Pick<HotLine, 'file' | 'line' | 'estimate'> {
  readonly share: number;
}

/** Where the own time of a node goes; the shares make 1, or there are none. */
function sharesOf({ class: kind, file, line, lines = [] }: ProfileFrame, ticks: readonly LineTick[]): Share[] {
  const counted = lines.reduce((sum, { share }) => sum + share, 0);
  if (counted > 0) return lines.map((each) => ({ file: each.file, line: each.line, share: each.share / counted, estimate: true }));
  if (file === null) return [];
  const sampled = ticks.reduce((sum, { count }) => sum + count, 0);
  if (sampled > 0) return ticks.map((tick) => ({ file, line: tick.line, share: tick.count / sampled, estimate: kind === 'wasm' }));
  return [{ file, line, share: 1, estimate: true }];
}

const lineKey = (file: string, line: number): string => `${line} ${file}`;

/** How often each counted line ran: in all functions that have a copy of it, each function once however often it was seen. */
function lineCounts({ frames }: Profile): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { file, line, count } of uniqueFunctions(frames).functions.flatMap(({ lines = [] }) => lines)) counts.set(lineKey(file, line), (counts.get(lineKey(file, line)) ?? 0) + count);
  return counts;
}
