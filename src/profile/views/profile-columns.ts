import { endOfSample, nodeTimes, uniqueFunctions, type Profile, type ProfileFrame, type ProfileModule, type ProfileThread } from '../profile';

/**
 * A profile as views want it: functions instead of frames (the same function seen by two threads or slices is one), and
 * columns of numbers, so that a million samples stay quick. Times are milliseconds.
 */
export interface ProfileColumns {
  readonly durationMs: number;
  readonly functions: readonly ProfileFrame[];
  readonly modules: readonly ProfileModule[];
  readonly threads: readonly ProfileThread[];
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
  const { functions, indexOfFrame } = uniqueFunctions(profile.frames);
  const nodeFunction = profile.nodes.frame.map((frame) => indexOfFrame[frame]!);
  const { selfMs: nodeSelfMs, totalMs: nodeTotalMs } = nodeTimes(profile);
  return {
    durationMs: profile.durationMs,
    functions,
    modules: profile.modules,
    threads: profile.threads,
    nodeFunction,
    nodeParent: profile.nodes.parent,
    nodeSelfMs,
    nodeTotalMs,
    sampleNode: profile.samples.node,
    sampleStartMs: profile.samples.startMs,
    sampleEndMs: profile.samples.startMs.map((_, index) => endOfSample(profile.samples, index)),
  };
}
