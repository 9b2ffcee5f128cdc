import type { ProfileColumns } from './profile-columns';

/** Of each node, the index of the thread that it belongs to; what stands above all threads counts for the first. */
export function threadOfNodes({ nodeParent, threads }: Pick<ProfileColumns, 'nodeParent' | 'threads'>): Int32Array {
  const threadOf = new Int32Array(nodeParent.length);
  const indexes = new Map(threads.map(({ node }, index) => [node, index]));
  for (let node = 0; node < threadOf.length; node++) threadOf[node] = indexes.get(node) ?? threadOf[Math.max(0, nodeParent[node]!)]!;
  return threadOf;
}
