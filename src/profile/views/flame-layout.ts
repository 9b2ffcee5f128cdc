import type { ProfileColumns } from './profile-columns';

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

/** Samples as they came: a box lasts while its function stays on the stack. */
export function timeOrderLayout(columns: ProfileColumns): FlameLayout {
  const { sampleNode, sampleStartMs, sampleEndMs, nodeParent } = columns;
  const rows: GrowingRow[] = [];
  const open: number[] = [];
  const openedMs: number[] = [];
  const path: number[] = [];
  let lastEndMs = 0;
  const closeTo = (depth: number, endMs: number): void => {
    while (open.length > depth) {
      const node = open.pop()!;
      (rows[open.length] ??= new GrowingRow()).push(openedMs.pop()!, endMs, node);
    }
  };
  for (let index = 0; index < sampleNode.length; index++) {
    path.length = 0;
    for (let node = sampleNode[index]!; node > 0; node = nodeParent[node]!) path.push(node);
    let common = 0;
    while (common < open.length && common < path.length && open[common] === path[path.length - 1 - common]) common++;
    closeTo(common, sampleStartMs[index]!);
    for (let depth = common; depth < path.length; depth++) {
      open.push(path[path.length - 1 - depth]!);
      openedMs.push(sampleStartMs[index]!);
    }
    lastEndMs = Math.max(lastEndMs, sampleEndMs[index]!);
  }
  closeTo(0, lastEndMs);
  return { rows: rows.map((row) => row.finish()), widthMs: lastEndMs };
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
