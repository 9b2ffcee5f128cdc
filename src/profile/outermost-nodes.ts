/**
 * Marks the nodes of a call tree above which no node of the same group stands: their totals together are the group's,
 * and recursion counts once. `parents` of each node (-1 for the root; parents come first), `groups` a number for each.
 */
export function outermostNodes(parents: ArrayLike<number>, groups: ArrayLike<number>): Uint8Array {
  const { first, next } = siblings(parents);
  const outermost = new Uint8Array(parents.length);
  const open: number[] = [];
  let node = parents.length > 0 ? 0 : -1;
  const enter = (): void => {
    const group = groups[node]!;
    outermost[node] = open[group] ? 0 : 1;
    open[group] = (open[group] ?? 0) + 1;
  };
  // Without recursion of our own: a stack in a profile may be deeper than ours.
  while (node >= 0) {
    enter();
    if (first[node]! >= 0) {
      node = first[node]!;
      continue;
    }
    while (node >= 0) {
      open[groups[node]!]!--;
      if (next[node]! >= 0) break;
      node = parents[node]!;
    }
    if (node >= 0) node = next[node]!;
  }
  return outermost;
}

/** Of each node its first child and the next child of its parent; -1 for none. */
function siblings(parents: ArrayLike<number>): { readonly first: Int32Array; readonly next: Int32Array } {
  const first = new Int32Array(parents.length).fill(-1);
  const next = new Int32Array(parents.length).fill(-1);
  for (let node = parents.length - 1; node > 0; node--) {
    const parent = parents[node]!;
    if (parent < 0) continue;
    next[node] = first[parent]!;
    first[parent] = node;
  }
  return { first, next };
}
