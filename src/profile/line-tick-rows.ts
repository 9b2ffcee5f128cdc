import type { LineTicks } from './profile';

/** Collects sampled lines of nodes, in any order; the same line of a node adds up. */
export class LineTickRows {
  private readonly nodes: number[] = [];
  private readonly lines: number[] = [];
  private readonly counts: number[] = [];

  add(node: number, line: number, count: number): void {
    this.nodes.push(node);
    this.lines.push(line);
    this.counts.push(count);
  }

  finish(): LineTicks {
    const { nodes, lines, counts } = this;
    const order = nodes.map((_, row) => row);
    const byPlace = (a: number, b: number): number => nodes[a]! - nodes[b]! || lines[a]! - lines[b]!;
    if (order.some((row) => row > 0 && byPlace(row - 1, row) > 0)) order.sort(byPlace);
    const sums = { node: [] as number[], line: [] as number[], count: [] as number[] };
    for (const row of order) {
      const last = sums.node.length - 1;
      if (sums.node[last] === nodes[row] && sums.line[last] === lines[row]) sums.count[last]! += counts[row]!;
      else {
        sums.node.push(nodes[row]!);
        sums.line.push(lines[row]!);
        sums.count.push(counts[row]!);
      }
    }
    return { node: new Int32Array(sums.node), line: new Int32Array(sums.line), count: new Float64Array(sums.count) };
  }
}

export interface LineTick {
  readonly line: number;
  readonly count: number;
}

/** The sampled lines of one node. */
export function lineTicksOf({ node: nodes, line, count }: LineTicks, node: number): LineTick[] {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (nodes[middle]! < node) low = middle + 1;
    else high = middle;
  }
  const ticks: LineTick[] = [];
  for (let row = low; nodes[row] === node; row++) ticks.push({ line: line[row]!, count: count[row]! });
  return ticks;
}
