import type { ProfileThread } from '../profile';
import { byThread } from './by-thread';
import { firstAfter, type FlameBox, type FlameLayout, type FlameWindow } from './flame-layout';
import type { ProfileColumns } from './profile-columns';
import { threadOfNodes } from './thread-of-nodes';

/**
 * Samples as they came: a box lasts while its function stays on the stack. Threads stand below one another, the busiest first,
 * each where it was on the clock of them all, with an empty row between. Boxes are made when they are asked for: a million samples of deep
 * stacks have tens of millions.
 */
export function timelineLayout(columns: ProfileColumns): FlameLayout {
  const busyMs = new Map(byThread(columns).map((row) => [row.thread, row.busyMs]));
  const lanes = columns.threads.map((thread, index) => ({ thread, samples: samplesOf(columns, index) })).filter(({ samples }) => samples.length > 0);
  lanes.sort((one, two) => busyMs.get(two.thread)! - busyMs.get(one.thread)!);
  const depths = depthsOf(columns.nodeParent);
  return new TimelineLayout(lanes.map(({ thread, samples }) => new Lane(columns, thread, samples, depths)));
}

/** Indexes of a thread's samples. */
function samplesOf(columns: ProfileColumns, thread: number): Int32Array {
  const threadOf = threadOfNodes(columns);
  const indexes = new Int32Array(columns.sampleNode.length);
  let length = 0;
  for (const [index, node] of columns.sampleNode.entries()) if (threadOf[node] === thread) indexes[length++] = index;
  return indexes.subarray(0, length);
}

/** How far below the root nodes stand. */
function depthsOf(nodeParent: Int32Array): Int32Array {
  const depths = new Int32Array(nodeParent.length);
  for (let node = 1; node < depths.length; node++) depths[node] = depths[nodeParent[node]!]! + 1;
  return depths;
}

type Draw = (depth: number, startMs: number, endMs: number, node: number) => void;

class TimelineLayout implements FlameLayout {
  readonly rows: number;
  readonly widthMs: number;
  private readonly firstRows: number[] = [];

  constructor(private readonly lanes: readonly Lane[]) {
    let rows = 0;
    for (const lane of lanes) {
      this.firstRows.push(rows);
      rows += lane.rows + 1;
    }
    this.rows = Math.max(0, rows - 1);
    this.widthMs = Math.max(0, ...lanes.map(({ endMs }) => endMs));
  }

  *boxesFrom(depth: number, atMs: number): Iterable<FlameBox> {
    const { lane, row } = this.at(depth);
    for (const box of lane?.boxesFrom(row, atMs) ?? []) yield { ...box, depth };
  }

  boxBefore(depth: number, atMs: number): FlameBox | null {
    const { lane, row } = this.at(depth);
    const box = lane?.boxBefore(row, atMs);
    return box ? { ...box, depth } : null;
  }

  draw({ depths: [from, to], ...window }: FlameWindow, draw: Draw): void {
    for (const [index, lane] of this.lanes.entries()) {
      const first = this.firstRows[index]!;
      if (first <= to && first + lane.rows > from) lane.draw({ ...window, depths: [from - first, to - first] }, (row, startMs, endMs, node) => draw(first + row, startMs, endMs, node));
    }
  }

  private at(depth: number): { readonly lane: Lane | undefined; readonly row: number } {
    const index = this.firstRows.findLastIndex((first) => first <= depth);
    return { lane: this.lanes[index], row: depth - (this.firstRows[index] ?? 0) };
  }
}

/** V8 counts microseconds. */
const GAP_MS = 0.001;
/** So many samples are passed over at once where a box goes on through all of them. */
const BLOCK = 256;

/** The boxes of one thread, in order of time; of one among several, below a box that stands for all its time. */
class Lane {
  readonly rows: number;
  readonly endMs: number;
  private readonly title: FlameBox;
  private readonly titleRows: number;
  /** Of each sample; an end is never before the one of a sample before. */
  private readonly nodes: Int32Array;
  private readonly starts: Float64Array;
  private readonly ends: Float64Array;
  /** How many of its functions were on the stack already in the sample before; none after a gap. */
  private readonly shared: Int32Array;
  /** The least of each block of those. */
  private readonly leastShared: Int32Array;
  private readonly topDepth: number;
  private readonly path: number[] = [];

  constructor(
    private readonly columns: ProfileColumns,
    private readonly thread: ProfileThread,
    samples: Int32Array,
    private readonly depths: Int32Array,
  ) {
    const shiftMs = thread.recordedFromMs - thread.startMs;
    this.topDepth = depths[thread.node]!;
    this.titleRows = thread.node === 0 ? 0 : 1;
    this.nodes = samples.map((index) => columns.sampleNode[index]!);
    this.starts = Float64Array.from(samples, (index) => columns.sampleStartMs[index]! + shiftMs);
    this.ends = Float64Array.from(samples, (index) => columns.sampleEndMs[index]! + shiftMs);
    this.shared = new Int32Array(samples.length);
    this.leastShared = new Int32Array(Math.ceil(samples.length / BLOCK)).fill(2 ** 31 - 1);
    let deepest = 0;
    for (let index = 0; index < samples.length; index++) {
      deepest = Math.max(deepest, this.depthOf(index));
      this.shared[index] = this.sharedWithLast(index);
      const block = Math.floor(index / BLOCK);
      this.leastShared[block] = Math.min(this.leastShared[block]!, this.shared[index]!);
    }
    this.rows = this.titleRows + deepest;
    this.title = { depth: 0, startMs: thread.startMs + shiftMs, endMs: thread.endMs + shiftMs, node: thread.node };
    this.endMs = this.titleRows > 0 ? this.title.endMs : (this.ends.at(-1) ?? 0);
  }

  *boxesFrom(row: number, atMs: number): Iterable<FlameBox> {
    const depth = row - this.titleRows;
    if (depth < 0) {
      if (this.endMs > atMs) yield this.title;
      return;
    }
    for (let index = firstAfter(this.ends, atMs); index < this.nodes.length; ) {
      if (this.depthOf(index) <= depth) {
        index++;
        continue;
      }
      const last = this.lastOf(index, depth);
      yield { depth: row, startMs: this.starts[this.firstOf(index, depth)]!, endMs: this.ends[last]!, node: this.nodeAt(index, depth) };
      index = last + 1;
    }
  }

  boxBefore(row: number, atMs: number): FlameBox | null {
    const depth = row - this.titleRows;
    if (depth < 0) return this.endMs <= atMs ? this.title : null;
    let index = firstAfter(this.ends, atMs) - 1;
    while (index >= 0 && (this.depthOf(index) <= depth || this.ends[this.lastOf(index, depth)]! > atMs)) index--;
    return index < 0 ? null : { depth: row, startMs: this.starts[this.firstOf(index, depth)]!, endMs: this.ends[index]!, node: this.nodeAt(index, depth) };
  }

  /** Goes through one sample a pixel, and opens and closes boxes as the stacks of those differ. */
  draw({ depths: [from, to], fromMs, toMs, msPerPixel }: FlameWindow, draw: Draw): void {
    const { starts, ends, nodes, path } = this;
    if (this.titleRows > 0 && from <= 0) draw(0, this.title.startMs, this.title.endMs, this.title.node);
    const openNodes: number[] = [];
    const openStarts: number[] = [];
    const close = (depth: number, endMs: number): void => {
      while (openNodes.length > depth) {
        const node = openNodes.pop()!;
        const startMs = openStarts.pop()!;
        const row = openNodes.length + this.titleRows;
        if (row >= from && row <= to) draw(row, startMs, endMs, node);
      }
    };
    let last = -1;
    for (let index = firstAfter(ends, fromMs); index < nodes.length && starts[index]! < toMs; ) {
      const common = last < 0 ? 0 : this.leastSharedIn(last + 1, index);
      if (last >= 0) close(common, ends[last]!);
      this.findPath(nodes[index]!);
      for (let depth = openNodes.length; depth < path.length; depth++) {
        openNodes.push(path[path.length - 1 - depth]!);
        openStarts.push(starts[index]!);
      }
      last = index;
      index = Math.max(index + 1, firstAfter(ends, starts[index]! + msPerPixel));
    }
    if (last >= 0) close(0, ends[last]!);
  }

  /** Also sees to it that ends follow one another. */
  private sharedWithLast(index: number): number {
    if (index === 0) return 0;
    const { starts, ends, nodes } = this;
    const isGap = starts[index]! - ends[index - 1]! > GAP_MS;
    ends[index] = Math.max(ends[index]!, ends[index - 1]!);
    ends[index - 1] = Math.min(ends[index - 1]!, starts[index]!);
    return isGap ? 0 : this.commonDepth(nodes[index - 1]!, nodes[index]!);
  }

  private commonDepth(before: number, after: number): number {
    const { depths, columns: { nodeParent } } = this;
    let [one, other] = [before, after];
    while (one !== other) {
      if (depths[one]! >= depths[other]!) one = nodeParent[one]!;
      else other = nodeParent[other]!;
    }
    return Math.max(0, depths[one]! - this.topDepth);
  }

  /** Of a sample, how many functions are on its stack. */
  private depthOf(index: number): number {
    return this.depths[this.nodes[index]!]! - this.topDepth;
  }

  private nodeAt(index: number, depth: number): number {
    let node = this.nodes[index]!;
    for (let up = this.depthOf(index) - 1 - depth; up > 0; up--) node = this.columns.nodeParent[node]!;
    return node;
  }

  /** Innermost first. */
  private findPath(node: number): void {
    this.path.length = 0;
    for (let at = node; at !== this.thread.node && at > 0; at = this.columns.nodeParent[at]!) this.path.push(at);
  }

  private firstOf(index: number, depth: number): number {
    let first = index;
    while (this.shared[first]! > depth) {
      if (first % BLOCK === BLOCK - 1 && this.leastShared[Math.floor(first / BLOCK)]! > depth) first -= BLOCK;
      else first--;
    }
    return first;
  }

  private lastOf(index: number, depth: number): number {
    let next = index + 1;
    while (next < this.shared.length && this.shared[next]! > depth) {
      if (next % BLOCK === 0 && this.leastShared[next / BLOCK]! > depth) next += BLOCK;
      else next++;
    }
    return Math.min(next, this.shared.length) - 1;
  }

  private leastSharedIn(from: number, to: number): number {
    let least = this.shared[to]!;
    for (let index = from; index < to && least > 0; ) {
      const isBlock = index % BLOCK === 0 && index + BLOCK <= to;
      least = Math.min(least, isBlock ? this.leastShared[index / BLOCK]! : this.shared[index]!);
      index += isBlock ? BLOCK : 1;
    }
    return least;
  }
}
