import { firstAfter, type FlameBox, type FlameLayout, type FlameWindow } from './flame-layout';
import type { ProfileColumns } from './profile-columns';

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
  return new RowLayout(rows.map((row) => row.finish()), widthMs);
}

/** One depth: boxes from left to right. */
interface FlameRow {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly nodes: Int32Array;
}

class RowLayout implements FlameLayout {
  constructor(
    private readonly boxes: readonly FlameRow[],
    readonly widthMs: number,
  ) {}

  get rows(): number {
    return this.boxes.length;
  }

  *boxesFrom(depth: number, atMs: number): Iterable<FlameBox> {
    const row = this.boxes[depth];
    if (row) for (let index = firstAfter(row.ends, atMs); index < row.starts.length; index++) yield boxOf(row, depth, index);
  }

  boxBefore(depth: number, atMs: number): FlameBox | null {
    const row = this.boxes[depth];
    const index = row ? firstAfter(row.ends, atMs) - 1 : -1;
    return index < 0 ? null : boxOf(row!, depth, index);
  }

  draw({ depths: [from, to], fromMs, toMs, msPerPixel }: FlameWindow, draw: (depth: number, startMs: number, endMs: number, node: number) => void): void {
    for (let depth = from; depth <= to && depth < this.boxes.length; depth++) {
      const { starts, ends, nodes } = this.boxes[depth]!;
      for (let index = firstAfter(ends, fromMs); index < starts.length && starts[index]! < toMs; ) {
        draw(depth, starts[index]!, ends[index]!, nodes[index]!);
        index = Math.max(index + 1, firstAfter(ends, starts[index]! + msPerPixel));
      }
    }
  }
}

const boxOf = ({ starts, ends, nodes }: FlameRow, depth: number, index: number): FlameBox => ({ depth, startMs: starts[index]!, endMs: ends[index]!, node: nodes[index]! });

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
