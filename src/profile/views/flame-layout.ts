/** A function on a stack, for as long as it stays there. Times are milliseconds. */
export interface FlameBox {
  readonly depth: number;
  readonly startMs: number;
  readonly endMs: number;
  /** The profile's node that it stands for. */
  readonly node: number;
}

/** Which part of a layout is looked at; depths and times from and to, both of them in it. */
export interface FlameWindow {
  readonly depths: readonly [from: number, to: number];
  readonly fromMs: number;
  readonly toMs: number;
  readonly msPerPixel: number;
}

/** A flame graph's boxes: rows one below another, callers first; in a row none overlaps another. */
export interface FlameLayout {
  /** How many. */
  readonly rows: number;
  readonly widthMs: number;
  /** The boxes of a row that end after a time, in order. */
  boxesFrom(depth: number, atMs: number): Iterable<FlameBox>;
  /** The last box of a row that has ended at a time. */
  boxBefore(depth: number, atMs: number): FlameBox | null;
  /**
   * Calls `draw` for the boxes that can be seen: where many share a pixel only for one, so that the work depends on the
   * pixels and not on the boxes. What begins before the window or ends after it may be given as its part inside.
   */
  draw(window: FlameWindow, draw: (depth: number, startMs: number, endMs: number, node: number) => void): void;
}

/** The box at a time, if there is one. */
export function boxAt(layout: FlameLayout, depth: number, atMs: number): FlameBox | null {
  return firstWithin(layout, depth, atMs, atMs);
}

/** The first box between two times, the second one included. */
export function firstWithin(layout: FlameLayout, depth: number, fromMs: number, toMs: number): FlameBox | null {
  for (const box of layout.boxesFrom(depth, fromMs)) return box.startMs <= toMs ? box : null;
  return null;
}

/** Index of the first value above `bound` in a column that never falls. */
export function firstAfter(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Nobody walks through more. */
const MOST_FOUND = 1_000;

/** The boxes of the wanted nodes, widest first, outer ones before inner ones of the same width; a thousand at most. */
export function widestBoxes(layout: FlameLayout, isWanted: (node: number) => boolean): FlameBox[] {
  let found: FlameBox[] = [];
  const widest = (): FlameBox[] => found.sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs) || a.depth - b.depth || a.startMs - b.startMs).slice(0, MOST_FOUND);
  for (let depth = 0; depth < layout.rows; depth++) {
    for (const box of layout.boxesFrom(depth, -1)) {
      if (isWanted(box.node) && found.push(box) > 4 * MOST_FOUND) found = widest();
    }
  }
  return widest();
}
