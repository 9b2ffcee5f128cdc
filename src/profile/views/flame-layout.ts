import type { ProfileThread } from '../profile';
import type { ProfileColumns } from './profile-columns';
import { threadOfNodes } from './thread-of-nodes';

/** One depth of a flame graph: boxes from left to right, none overlapping another. Positions are milliseconds. */
export interface FlameRow {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** The profile's node that each box stands for. */
  readonly nodes: Int32Array;
}

export interface FlameLayout {
  /** Callers first. */
  readonly rows: readonly FlameRow[];
  readonly widthMs: number;
}

/**
 * Samples as they came: a box lasts while its function stays on the stack. Threads stand below one another, each where it
 * was on the clock of them all, with an empty row between.
 */
export function timeOrderLayout(columns: ProfileColumns): FlameLayout {
  const { threads, sampleNode, sampleStartMs, sampleEndMs } = columns;
  const threadOf = threadOfNodes(columns);
  const lanes = threads.map((thread) => new Lane(columns, thread));
  for (let index = 0; index < sampleNode.length; index++) lanes[threadOf[sampleNode[index]!]!]!.add(sampleNode[index]!, sampleStartMs[index]!, sampleEndMs[index]!);
  const rows = lanes.map((lane) => lane.finish()).filter((lane) => lane.length > 0);
  const between = new GrowingRow().finish();
  return { rows: rows.flatMap((lane, index) => (index === 0 ? lane : [between, ...lane])), widthMs: Math.max(0, ...rows.map((lane) => lane[0]!.ends.at(-1)!)) };
}

/** V8 counts microseconds. */
const GAP_MS = 0.001;

/** The boxes of one thread, in order of time; of one among several, below a box that stands for all its time. */
class Lane {
  private readonly shiftMs: number;
  private readonly rows: GrowingRow[] = [];
  private readonly open: number[] = [];
  private readonly openedMs: number[] = [];
  private readonly path: number[] = [];
  private endMs = 0;

  constructor(
    private readonly columns: ProfileColumns,
    private readonly thread: ProfileThread,
  ) {
    this.shiftMs = thread.recordedFromMs - thread.startMs;
  }

  add(node: number, startMs: number, endMs: number): void {
    const { path, open } = this;
    const { nodeParent } = this.columns;
    path.length = 0;
    for (let at = node; at > this.thread.node; at = nodeParent[at]!) path.push(at);
    let common = 0;
    // What was left out of the profile between two samples is a gap.
    if (startMs - this.endMs <= GAP_MS) while (common < open.length && common < path.length && open[common] === path[path.length - 1 - common]) common++;
    this.closeTo(common, Math.min(startMs, this.endMs));
    for (let depth = common; depth < path.length; depth++) {
      open.push(path[path.length - 1 - depth]!);
      this.openedMs.push(startMs);
    }
    this.endMs = Math.max(this.endMs, endMs);
  }

  finish(): FlameRow[] {
    this.closeTo(0, this.endMs);
    const rows = this.rows.map((row) => row.finish());
    const { node, startMs, endMs } = this.thread;
    return rows.length === 0 || node === 0 ? rows : [{ starts: Float64Array.of(startMs + this.shiftMs), ends: Float64Array.of(endMs + this.shiftMs), nodes: Int32Array.of(node) }, ...rows];
  }

  private closeTo(depth: number, endMs: number): void {
    while (this.open.length > depth) {
      const node = this.open.pop()!;
      (this.rows[this.open.length] ??= new GrowingRow()).push(this.openedMs.pop()! + this.shiftMs, endMs + this.shiftMs, node);
    }
  }
}

/** Equal stacks together, the longest first; `isHidden` leaves functions and all below them out. */
export function mergedLayout(columns: ProfileColumns, isHidden: (functionIndex: number) => boolean = () => false): FlameLayout {
  const { nodeParent, nodeFunction, nodeTotalMs } = columns;
  const children: number[][] = Array.from(nodeParent, () => []);
  for (let node = 1; node < nodeParent.length; node++) if (nodeTotalMs[node]! > 0 && !isHidden(nodeFunction[node]!)) children[nodeParent[node]!]!.push(node);
  const rows: GrowingRow[] = [];
  const place = (node: number, startMs: number, depth: number): number => {
    let atMs = startMs;
    for (const child of children[node]!.sort((a, b) => nodeTotalMs[b]! - nodeTotalMs[a]!)) {
      const row = (rows[depth] ??= new GrowingRow());
      row.push(atMs, atMs + nodeTotalMs[child]!, child);
      place(child, atMs, depth + 1);
      atMs += nodeTotalMs[child]!;
    }
    return atMs;
  };
  const widthMs = nodeParent.length > 0 ? place(0, 0, 0) : 0;
  return { rows: rows.map((row) => row.finish()), widthMs };
}

/**
 * Calls `draw` for the boxes of a row that can be seen between two times: where many share a pixel only the first, so
 * that the work depends on the pixels and not on the boxes.
 */
export function visibleBoxes({ starts, ends }: FlameRow, fromMs: number, toMs: number, msPerPixel: number, draw: (index: number) => void): void {
  let index = firstAfter(ends, fromMs);
  while (index < starts.length && starts[index]! < toMs) {
    draw(index);
    const next = index + 1;
    if (ends[index]! - starts[index]! >= msPerPixel) index = next;
    else index = Math.max(next, firstAfter(ends, starts[index]! + msPerPixel));
  }
}

/** The box at a time, or -1. */
export function boxAt({ starts, ends }: FlameRow, atMs: number): number {
  const index = firstAfter(ends, atMs);
  return index < starts.length && starts[index]! <= atMs ? index : -1;
}

/** The first box between two times, or -1. */
export function firstWithin({ starts, ends }: FlameRow, fromMs: number, toMs: number): number {
  const index = firstAfter(ends, fromMs);
  return index < starts.length && starts[index]! < toMs ? index : -1;
}

/** Index of the first value above `bound`. */
function firstAfter(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

class GrowingRow {
  private starts = new Float64Array(64);
  private ends = new Float64Array(64);
  private nodes = new Int32Array(64);
  private length = 0;

  push(startMs: number, endMs: number, node: number): void {
    if (this.length === this.starts.length) this.grow();
    this.starts[this.length] = startMs;
    this.ends[this.length] = endMs;
    this.nodes[this.length++] = node;
  }

  finish(): FlameRow {
    return { starts: this.starts.slice(0, this.length), ends: this.ends.slice(0, this.length), nodes: this.nodes.slice(0, this.length) };
  }

  private grow(): void {
    const wider = <Column extends Float64Array | Int32Array>(column: Column, to: Column): Column => (to.set(column), to);
    const size = this.length * 2;
    this.starts = wider(this.starts, new Float64Array(size));
    this.ends = wider(this.ends, new Float64Array(size));
    this.nodes = wider(this.nodes, new Int32Array(size));
  }
}
