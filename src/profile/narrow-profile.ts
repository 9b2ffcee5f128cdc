import { functionKey, type Profile, type ProfileNode } from './profile';

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
  const samples = profile.samples.flatMap((sample) => (targets[sample.node] === NOWHERE ? [] : [{ ...sample, node: targets[sample.node]! }]));
  const threads = profile.threads.map((thread) => ({ ...thread, node: places[thread.node]! }));
  return { ...profile, nodes, samples, threads };
}

/** The same profile without the time in which there was nothing to do. */
export function withoutIdle(profile: Profile): Profile {
  const isIdle = profile.nodes.map(({ frame }) => profile.frames[frame]!.class === 'idle');
  return { ...profile, samples: profile.samples.filter(({ node }) => !isIdle[node]) };
}

interface NarrowTree {
  readonly nodes: readonly ProfileNode[];
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
  const tree = new GrowingTree(nodes[0]!);
  const places = new Int32Array(nodes.length);
  const targets = new Int32Array(nodes.length).fill(NOWHERE);
  const parts: Part[] = [];
  // Callers stand before what they call.
  for (const [index, node] of nodes.entries()) {
    const place = index === 0 ? 0 : places[node.parent]!;
    const ofThread = threadParts.get(index) ?? (index === 0 ? Part.Above : undefined);
    const above = parts[node.parent] ?? Part.Above;
    const part = (parts[index] = ofThread ?? (above === Part.Above && isFocus[node.frame] ? Part.Inside : above));
    const isKept = ofThread !== undefined || (part === Part.Inside && !isHidden[node.frame]);
    places[index] = index === 0 ? 0 : isKept ? tree.add(node, place) : place;
    if (part === Part.Inside && (isKept || !tree.isTop(place, threads.length))) targets[index] = places[index]!;
  }
  return { nodes: tree.nodes, places, targets };
}

class GrowingTree {
  readonly nodes: { readonly frame: number; readonly parent: number; readonly lineTicks: Map<number, number> }[];
  /** Of each node, its callees by frame. */
  private readonly callees: Map<number, number>[] = [new Map<number, number>()];

  constructor(root: ProfileNode) {
    this.nodes = [{ ...root, lineTicks: new Map(root.lineTicks) }];
  }

  /** The root, or a thread's node below it: no function that time could count for. */
  isTop(index: number, threads: number): boolean {
    return index === 0 || (threads > 1 && this.nodes[index]!.parent === 0);
  }

  add({ frame, lineTicks }: ProfileNode, parent: number): number {
    const index = this.callees[parent]!.get(frame) ?? this.newNode(frame, parent);
    const ticks = this.nodes[index]!.lineTicks;
    for (const [line, count] of lineTicks) ticks.set(line, (ticks.get(line) ?? 0) + count);
    return index;
  }

  private newNode(frame: number, parent: number): number {
    const index = this.nodes.push({ frame, parent, lineTicks: new Map() }) - 1;
    this.callees[parent]!.set(frame, index);
    this.callees.push(new Map());
    return index;
  }
}
