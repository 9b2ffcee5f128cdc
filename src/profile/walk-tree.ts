/**
 * Walks trees depth first, children in order: `enter` before a node's children, `leave` after them. `parents` of each node,
 * -1 for a root; nodes in a cycle hang on no root and are left out. Without recursion of our own: a stack in a profile may be
 * deeper than ours.
 */
export function walkTree(parents: ArrayLike<number>, enter: (node: number) => void, leave: (node: number) => void = () => undefined): void {
  const top = parents.length;
  const first = new Int32Array(top + 1).fill(-1);
  const next = new Int32Array(top).fill(-1);
  for (let node = top - 1; node >= 0; node--) {
    const parent = parents[node]! < 0 ? top : parents[node]!;
    next[node] = first[parent]!;
    first[parent] = node;
  }
  let node = first[top]!;
  while (node >= 0) {
    enter(node);
    if (first[node]! >= 0) {
      node = first[node]!;
      continue;
    }
    leave(node);
    while (next[node]! < 0 && parents[node]! >= 0) {
      node = parents[node]!;
      leave(node);
    }
    node = next[node]!;
  }
}
