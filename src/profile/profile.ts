import type { ModuleHash } from '../trace/event';
import type { LineShare } from './line-shares';

/**
 * The one profile model: every reader makes it, every view and writer reads only it. A call tree over frames, and the
 * samples in order of time. All times are milliseconds from the start of the recording; where `unit` is bytes, a
 * profile of allocations, samples weigh bytes, and they are meant wherever milliseconds are spoken of.
 */
export interface Profile {
  readonly unit: 'milliseconds' | 'bytes';
  readonly durationMs: number;
  readonly frames: readonly ProfileFrame[];
  readonly nodes: ProfileNodes;
  readonly samples: ProfileSamples;
  readonly modules: readonly ProfileModule[];
  /** At least one. */
  readonly threads: readonly ProfileThread[];
  /** What was seen of the process beside the samples, oldest first. */
  readonly vitals?: readonly ProfileVitals[];
  /** How it was recorded, where that is known. */
  readonly conditions?: ProfileConditions;
}

/** What times mean depends on these. */
export interface ProfileConditions {
  /** V8 may have inlined Wasm into Wasm: an inlined function's time counts for its caller. */
  readonly inliningOn: boolean;
  /** Somebody else was connected to the inspector: with the debugger on, Wasm runs 1.3 to 5 times slower than by itself. */
  readonly distorted: boolean;
}

/** Of several threads each has a part of the tree and of the profile's time, in which they stand one after another. */
export interface ProfileThread {
  readonly name: string;
  /** The node that all its stacks stand on; the root where there is one thread. */
  readonly node: number;
  /** Its part of the profile's time. */
  readonly startMs: number;
  readonly endMs: number;
  /** When it began on the clock of all threads and of what was seen beside the samples. */
  readonly recordedFromMs: number;
}

/** How the process was at one moment; rates are of the time since the moment before. */
export interface ProfileVitals {
  readonly atMs: number;
  /** Processor time in milliseconds of each second: 1000 is one core. */
  readonly cpuMsPerSecond: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** Outside of the JS heap, Wasm memories included. */
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
  /** How long the event loop took to come round when it was asked to. */
  readonly loopDelayMs: number;
}

/** `glue` is V8's code between JS and Wasm; `program` is native code and everything that V8 can't attribute. */
export const FRAME_CLASSES = ['wasm', 'js', 'glue', 'gc', 'program', 'idle'] as const;
export type FrameClass = (typeof FRAME_CLASSES)[number];

export interface ProfileFrame {
  readonly class: FrameClass;
  readonly function: string;
  readonly linkageName: string | null;
  /** A path, or the URL or `node:` name of JS that has none; null where unknown. */
  readonly file: string | null;
  /** From 1, where the function begins; 0 where unknown. */
  readonly line: number;
  readonly column: number;
  /** Wasm: the module, where it is known. */
  readonly module: ModuleHash | null;
  /** Wasm: what the recording calls the module. */
  readonly script?: { readonly id: string; readonly url: string };
  /** Wasm: module offset of the function's body. */
  readonly offset: number | null;
  /** Wasm whose blocks were counted: the lines that its own time spreads over. */
  readonly lines?: readonly LineShare[];
}

/** The call tree, a column a fact: a profile may have hundreds of thousands of nodes, and pass from one thread to another. */
export interface ProfileNodes {
  readonly length: number;
  readonly frame: Int32Array;
  /** Index of the caller, which stands before; -1 for the root, which is the first. */
  readonly parent: Int32Array;
  readonly lineTicks: LineTicks;
}

/** How often lines inside of functions were sampled (JS only): a row a line, rows of a node together, in the order of nodes. */
export interface LineTicks {
  readonly node: Int32Array;
  readonly line: Int32Array;
  readonly count: Float64Array;
}

/** In order of time, a column a fact. */
export interface ProfileSamples {
  readonly length: number;
  readonly node: Int32Array;
  readonly startMs: Float64Array;
  /** Until the next sample. */
  readonly durationMs: Float64Array;
}

export const MODULE_EVIDENCE = ['bytes', 'functions', 'ambiguous', 'none'] as const;

/** Which module the Wasm frames of one script belong to, and how that is known. */
export interface ProfileModule {
  readonly url: string;
  readonly module: ModuleHash | null;
  /**
   * `bytes`: the running module's own bytes; `functions`: a file whose functions have the same names at the same
   * offsets as all that were sampled (no proof); `ambiguous`: several different files do; `none`: no file does.
   */
  readonly evidence: (typeof MODULE_EVIDENCE)[number];
  /** Path of the file that was believed. */
  readonly file: string | null;
  /** How many sampled functions spoke for it. */
  readonly functions: number;
}

/** The same for all frames of one function: those that threads and slices saw, and those of a function's other lines. */
export function functionKey({ class: kind, function: name, file, line, module, script, offset }: ProfileFrame): string {
  return [kind, name, file, line, module ?? script?.url, file === null ? offset : ''].join('\n');
}

/** A profile's functions, each once, as the first of its frames. */
export function uniqueFunctions(frames: readonly ProfileFrame[]): { readonly functions: ProfileFrame[]; readonly indexOfFrame: Int32Array } {
  const functions: ProfileFrame[] = [];
  const known = new Map<string, number>();
  const indexOfFrame = Int32Array.from(frames, (frame) => {
    const key = functionKey(frame);
    const index = known.get(key) ?? functions.push(frame) - 1;
    known.set(key, index);
    return index;
  });
  return { functions, indexOfFrame };
}

/** Self and total time of each node. */
export function nodeTimes({ nodes: { length, parent }, samples }: Profile): { readonly selfMs: Float64Array; readonly totalMs: Float64Array } {
  const selfMs = new Float64Array(length);
  for (let index = 0; index < samples.length; index++) selfMs[samples.node[index]!]! += samples.durationMs[index]!;
  const totalMs = selfMs.slice();
  for (let node = length - 1; node > 0; node--) if (parent[node]! >= 0) totalMs[parent[node]!]! += totalMs[node]!;
  return { selfMs, totalMs };
}

/** All that was sampled. */
export const sampledMs = ({ samples }: Pick<Profile, 'samples'>): number => samples.durationMs.reduce((sum, ms) => sum + ms, 0);

/** When a sample ended; 0 where there is none. */
export const endOfSample = ({ startMs, durationMs }: ProfileSamples, index: number): number => (startMs[index] ?? 0) + (durationMs[index] ?? 0);

/** Frames from the root down to a node, the root itself left out. */
export function stackOf({ frames, nodes }: Profile, node: number): ProfileFrame[] {
  const stack: ProfileFrame[] = [];
  for (let at = node; at > 0; at = nodes.parent[at]!) stack.push(frames[nodes.frame[at]!]!);
  return stack.reverse();
}
