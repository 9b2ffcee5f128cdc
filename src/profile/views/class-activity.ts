import type { FrameClass } from '../profile';
import type { ProfileColumns } from './profile-columns';
import { threadOfNodes } from './thread-of-nodes';

/** When code of one kind ran, on the clock of all threads; a million samples are asked as quickly as a thousand. */
export interface ClassActivity {
  /** Milliseconds of that code between two times; of several threads at once, of all of them together. */
  busyMs(fromMs: number, toMs: number): number;
  readonly totalMs: number;
}

export function classActivity(columns: ProfileColumns, kind: FrameClass): ClassActivity {
  const { functions, nodeFunction, sampleNode, sampleStartMs, sampleEndMs, threads } = columns;
  const threadOf = threadOfNodes(columns);
  const starts: number[][] = threads.map(() => []);
  const ends: number[][] = threads.map(() => []);
  for (let index = 0; index < sampleNode.length; index++) {
    const node = sampleNode[index]!;
    if (functions[nodeFunction[node]!]!.class !== kind) continue;
    const thread = threadOf[node]!;
    const shiftMs = threads[thread]!.recordedFromMs - threads[thread]!.startMs;
    starts[thread]!.push(sampleStartMs[index]! + shiftMs);
    ends[thread]!.push(sampleEndMs[index]! + shiftMs);
  }
  const lanes = threads.map((_, thread) => busyUntil(starts[thread]!, ends[thread]!));
  const until = (atMs: number): number => lanes.reduce((sum, lane) => sum + lane(atMs), 0);
  return { busyMs: (fromMs, toMs) => until(toMs) - until(fromMs), totalMs: until(Infinity) };
}

/** Of pieces of time that follow one another: how much of them lies before a time. */
function busyUntil(starts: readonly number[], ends: readonly number[]): (atMs: number) => number {
  const before = new Float64Array(starts.length + 1);
  for (let index = 0; index < starts.length; index++) before[index + 1] = before[index]! + ends[index]! - starts[index]!;
  return (atMs) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! < atMs) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : before[low - 1]! + Math.min(atMs, ends[low - 1]!) - starts[low - 1]!;
  };
}
