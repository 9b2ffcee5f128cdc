import { FRAME_CLASSES, nodeTimes, type FrameClass, type Profile, type ProfileFrame } from './profile';

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
  for (const { node, durationMs } of profile.samples) times[profile.frames[profile.nodes[node]!.frame]!.class] += durationMs;
  return times;
}

/** Functions by self time. What is nobody's function (idle, native code) is in `classTimes` alone. */
export function hotFunctions(profile: Profile): HotFunction[] {
  const { selfMs, totalMs } = nodeTimes(profile);
  const functions = new Map<string, { frame: ProfileFrame; selfMs: number; totalMs: number }>();
  const keys = profile.frames.map(functionKey);
  for (const [index, node] of profile.nodes.entries()) {
    const frame = profile.frames[node.frame]!;
    if (frame.class === 'idle' || frame.class === 'program') continue;
    const key = keys[node.frame]!;
    const entry = functions.get(key) ?? { frame, selfMs: 0, totalMs: 0 };
    functions.set(key, entry);
    entry.selfMs += selfMs[index]!;
    if (!isRecursive(profile, index, key, keys)) entry.totalMs += totalMs[index]!;
  }
  return [...functions.values()]
    .map(({ frame, ...times }) => ({ function: frame.function, file: frame.file, line: frame.line, class: frame.class, ...times }))
    .sort((a, b) => b.selfMs - a.selfMs || b.totalMs - a.totalMs);
}

const functionKey = ({ class: kind, function: name, file, line, module, offset }: ProfileFrame): string => [kind, name, file, line, file === null ? `${module} ${offset}` : ''].join('\n');

/** Whether the same function stands above already, whose total holds this one's. */
function isRecursive(profile: Profile, node: number, key: string, keys: readonly string[]): boolean {
  for (let at = profile.nodes[node]!.parent; at >= 0; at = profile.nodes[at]!.parent) {
    if (keys[profile.nodes[at]!.frame] === key) return true;
  }
  return false;
}

/** Lines by self time. A JS function's time is split by the lines that V8 sampled in it, a counted Wasm function's by counts. */
export function hotLines(profile: Profile): HotLine[] {
  const { selfMs } = nodeTimes(profile);
  const counts = lineCounts(profile);
  const lines = new Map<string, { file: string; line: number; selfMs: number; estimate: boolean; count?: number }>();
  const add = (file: string, line: number, ms: number, estimate: boolean): void => {
    const key = lineKey(file, line);
    const count = counts.get(key);
    const entry = lines.get(key) ?? { file, line, selfMs: 0, estimate, ...(count === undefined ? {} : { count }) };
    lines.set(key, entry);
    entry.selfMs += ms;
    entry.estimate ||= estimate;
  };
  for (const [index, node] of profile.nodes.entries()) {
    const { file, line, lines: shares } = profile.frames[node.frame]!;
    const ms = selfMs[index]!;
    if (ms === 0) continue;
    if (shares) {
      for (const share of shares) add(share.file, share.line, ms * share.share, true);
      continue;
    }
    if (file === null) continue;
    const ticks = [...node.lineTicks.values()].reduce((sum, count) => sum + count, 0);
    if (ticks === 0) add(file, line, ms, true);
    for (const [sampledLine, count] of node.lineTicks) add(file, sampledLine, (ms * count) / ticks, false);
  }
  return [...lines.values()].sort((a, b) => b.selfMs - a.selfMs);
}

const lineKey = (file: string, line: number): string => `${line} ${file}`;

/** How often each counted line ran: in all functions that have a copy of it, each function once however often it was seen. */
function lineCounts({ frames }: Profile): Map<string, number> {
  const functions = new Map(frames.map((frame) => [functionKey(frame), frame.lines ?? []]));
  const counts = new Map<string, number>();
  for (const { file, line, count } of [...functions.values()].flat()) counts.set(lineKey(file, line), (counts.get(lineKey(file, line)) ?? 0) + count);
  return counts;
}
