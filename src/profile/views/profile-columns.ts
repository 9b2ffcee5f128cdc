import type { Profile, ProfileFrame } from '../profile';

/**
 * A profile as views want it: functions instead of frames (the same function seen by two threads or slices is one), and
 * columns of numbers, so that a million samples stay quick. Times are milliseconds.
 */
export interface ProfileColumns {
  readonly durationMs: number;
  readonly functions: readonly ProfileFrame[];
  /** Of each node: index into `functions`, and the caller's node (-1 for the root, which is node 0; callers come first). */
  readonly nodeFunction: Int32Array;
  readonly nodeParent: Int32Array;
  readonly nodeSelfMs: Float64Array;
  readonly nodeTotalMs: Float64Array;
  /** In order of time. */
  readonly sampleNode: Int32Array;
  readonly sampleStartMs: Float64Array;
  readonly sampleEndMs: Float64Array;
}

export function toColumns(profile: Profile): ProfileColumns {
  const { functions, functionOfFrame } = uniqueFunctions(profile.frames);
  const nodeFunction = Int32Array.from(profile.nodes, ({ frame }) => functionOfFrame[frame]!);
  const nodeParent = Int32Array.from(profile.nodes, ({ parent }) => parent);
  const nodeSelfMs = new Float64Array(profile.nodes.length);
  for (const { node, durationMs } of profile.samples) nodeSelfMs[node]! += durationMs;
  const nodeTotalMs = nodeSelfMs.slice();
  for (let node = nodeTotalMs.length - 1; node > 0; node--) nodeTotalMs[nodeParent[node]!]! += nodeTotalMs[node]!;
  return {
    durationMs: profile.durationMs,
    functions,
    nodeFunction,
    nodeParent,
    nodeSelfMs,
    nodeTotalMs,
    sampleNode: Int32Array.from(profile.samples, ({ node }) => node),
    sampleStartMs: Float64Array.from(profile.samples, ({ startMs }) => startMs),
    sampleEndMs: Float64Array.from(profile.samples, ({ startMs, durationMs }) => startMs + durationMs),
  };
}

function uniqueFunctions(frames: readonly ProfileFrame[]): { functions: ProfileFrame[]; functionOfFrame: Int32Array } {
  const functions: ProfileFrame[] = [];
  const known = new Map<string, number>();
  const functionOfFrame = Int32Array.from(frames, (frame) => {
    const key = JSON.stringify([frame.class, frame.function, frame.file, frame.line, frame.file === null ? [frame.module, frame.offset] : null]);
    const index = known.get(key) ?? functions.push(frame) - 1;
    known.set(key, index);
    return index;
  });
  return { functions, functionOfFrame };
}
