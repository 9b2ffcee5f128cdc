import { LineTickRows } from './line-tick-rows';
import { functionKey, type LineTicks, type Profile, type ProfileNodes, type ProfileSamples } from './profile';

/** What of a profile is looked at. Functions are named by their `functionKey`. */
export interface Narrowing {
  /** Only what this thread did; null for all. */
  readonly thread: string | null;
  /** Only stacks through this function, each from its outermost call of it on; null for all. */
  readonly focus: string | null;
  /** Functions that are taken out of all stacks: their time counts for who called them. */
  readonly hidden: ReadonlySet<string>;
}

const NOWHERE = -1;

/**
 * The same profile with fewer stacks or shorter ones; stacks that became equal share their nodes. Times stay as they were
 * recorded, and threads stay apart. A hidden function that nobody called takes its own time with it.
 */
export function narrowProfile(profile: Profile, narrowing: Narrowing): Profile {
  if (narrowing.thread === null && narrowing.focus === null && narrowing.hidden.size === 0) return profile;
  const { nodes, places, targets } = narrowTree(profile, narrowing);
  const samples = movedSamples(profile.samples, targets);
  const threads = profile.threads.map((thread) => ({ ...thread, node: places[thread.node]! }));
  return { ...profile, nodes, samples, threads };
}

/** The same profile without the time in which there was nothing to do. */
export function withoutIdle(profile: Profile): Profile {
  const { nodes, frames, samples } = profile;
  return { ...profile, samples: movedSamples(samples, nodes.frame.map((frame, node) => (frames[frame]!.class === 'idle' ? NOWHERE : node))) };
}

/** Each at the node that `targets` has for its own; those of nodes that have none are left out. */
function movedSamples(samples: ProfileSamples, targets: Int32Array): ProfileSamples {
  const kept = new Int32Array(samples.length);
  let length = 0;
  for (let index = 0; index < samples.length; index++) if (targets[samples.node[index]!]! !== NOWHERE) kept[length++] = index;
  const [node, startMs, durationMs] = [new Int32Array(length), new Float64Array(length), new Float64Array(length)];
  for (let at = 0; at < length; at++) {
    const index = kept[at]!;
    node[at] = targets[samples.node[index]!]!;
    startMs[at] = samples.startMs[index]!;
    durationMs[at] = samples.durationMs[index]!;
  }
  return { length, node, startMs, durationMs };
}

interface NarrowTree {
  readonly nodes: ProfileNodes;
  /** Of each old node: the new one that its callees hang on, and the one that its own samples go to, or nowhere. */
  readonly places: Int32Array;
  readonly targets: Int32Array;
}

/** A node's own place among the stacks that are looked at: above them, in one of them, or where none can begin. */
const enum Part { Above, Inside, LeftOut }

function narrowTree({ nodes, frames, threads }: Profile, { thread, focus, hidden }: Narrowing): NarrowTree {
  const isFocus = frames.map((frame) => focus === null || functionKey(frame) === focus);
  const isHidden = frames.map((frame) => hidden.has(functionKey(frame)));
  const threadParts = new Map(threads.map(({ node, name }) => [node, thread !== null && name !== thread ? Part.LeftOut : focus === null ? Part.Inside : Part.Above]));
  const tree = new GrowingTree(nodes.frame[0] ?? 0);
  const places = new Int32Array(nodes.length);
  const targets = new Int32Array(nodes.length).fill(NOWHERE);
  const parts: Part[] = [];
  // Callers stand before what they call.
  for (let index = 0; index < nodes.length; index++) {
    const [frame, parent] = [nodes.frame[index]!, nodes.parent[index]!];
    const place = index === 0 ? 0 : places[parent]!;
    const ofThread = threadParts.get(index) ?? (index === 0 ? Part.Above : undefined);
    const above = parts[parent] ?? Part.Above;
    const part = (parts[index] = ofThread ?? (above === Part.Above && isFocus[frame] ? Part.Inside : above));
    const isKept = ofThread !== undefined || (part === Part.Inside && !isHidden[frame]);
    places[index] = index > 0 && isKept ? tree.add(frame, place) : place;
    if (part === Part.Inside && (isKept || !tree.isTop(place, threads.length))) targets[index] = places[index]!;
  }
  return { nodes: tree.finish(ticksAt(nodes.lineTicks, (node) => (parts[node] === Part.Inside && !isHidden[nodes.frame[node]!] ? places[node]! : NOWHERE))), places, targets };
}

/** Each row at its node's new place; lines of a function that was taken out are none of its caller's. */
function ticksAt({ node, line, count }: LineTicks, placeOf: (node: number) => number): LineTicks {
  const rows = new LineTickRows();
  for (let row = 0; row < node.length; row++) {
    const place = placeOf(node[row]!);
    if (place !== NOWHERE) rows.add(place, line[row]!, count[row]!);
  }
  return rows.finish();
}

class GrowingTree {
  private readonly frames: number[];
  private readonly parents = [-1];
  /** Of each node, its callees by frame. */
  private readonly callees: Map<number, number>[] = [new Map<number, number>()];

  constructor(root: number) {
    this.frames = [root];
  }

  /** The root, or a thread's node below it: no function that time could count for. */
  isTop(index: number, threads: number): boolean {
    return index === 0 || (threads > 1 && this.parents[index] === 0);
  }

  finish(lineTicks: LineTicks): ProfileNodes {
    return { length: this.frames.length, frame: new Int32Array(this.frames), parent: new Int32Array(this.parents), lineTicks };
  }

  add(frame: number, parent: number): number {
    const known = this.callees[parent]!.get(frame);
    if (known !== undefined) return known;
    const index = this.frames.push(frame) - 1;
    this.parents.push(parent);
    this.callees[parent]!.set(frame, index);
    this.callees.push(new Map());
    return index;
  }
}
