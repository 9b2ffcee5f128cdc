import { FRAME_CLASSES, type FrameClass, type ProfileThread } from '../profile';
import type { ProfileColumns } from './profile-columns';
import { threadOfNodes } from './thread-of-nodes';

/**
 * One row a thread, in the order that they were recorded in (the main thread first); always at least one. `totalMs` of
 * all rows together is `nodeTotalMs[0]`, and a row's classes make up its total. `thread.node` is the node that all its
 * stacks stand on: a flame graph or a tree of one thread begins there. Its samples lie between `thread.startMs` and
 * `thread.endMs` of the profile, in the profile's time, in which threads follow one another; on the clock of the tracks
 * they began at `thread.recordedFromMs`.
 */
export interface ThreadRow {
  readonly thread: ProfileThread;
  readonly classesMs: Readonly<Record<FrameClass, number>>;
  /** All but idle. */
  readonly busyMs: number;
  readonly totalMs: number;
}

export function byThread(columns: ProfileColumns): ThreadRow[] {
  const { nodeFunction, nodeSelfMs, functions, threads } = columns;
  const threadOf = threadOfNodes(columns);
  const times = threads.map(() => Object.fromEntries(FRAME_CLASSES.map((name) => [name, 0])) as Record<FrameClass, number>);
  for (let node = 0; node < nodeFunction.length; node++) times[threadOf[node]!]![functions[nodeFunction[node]!]!.class] += nodeSelfMs[node]!;
  return threads.map((thread, index) => {
    const classesMs = times[index]!;
    const totalMs = FRAME_CLASSES.reduce((sum, name) => sum + classesMs[name], 0);
    return { thread, classesMs, busyMs: totalMs - classesMs.idle, totalMs };
  });
}
