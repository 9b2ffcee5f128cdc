import { walkTree } from './walk-tree';

/**
 * Marks the nodes of a call tree above which no node of the same group stands: their totals together are the group's,
 * and recursion counts once. `parents` of each node (-1 for the root), `groups` a number for each.
 */
export function outermostNodes(parents: ArrayLike<number>, groups: ArrayLike<number>): Uint8Array {
  const outermost = new Uint8Array(parents.length);
  const open: number[] = [];
  const enter = (node: number): void => {
    const group = groups[node]!;
    outermost[node] = open[group] ? 0 : 1;
    open[group] = (open[group] ?? 0) + 1;
  };
  walkTree(parents, enter, (node) => void open[groups[node]!]!--);
  return outermost;
}
