import type { ProfileColumns } from './profile-columns';

/** A row of a call tree; what is below it is made when it is asked for. */
export interface CallTreeRow {
  /** Index into the columns' functions. */
  readonly function: number;
  readonly selfMs: number;
  readonly totalMs: number;
  readonly hasChildren: boolean;
  children(): CallTreeRow[];
}

interface Share {
  readonly node: number;
  readonly ms: number;
}

/** From the program down to what it calls: time with all that is called. */
export function topDown(columns: ProfileColumns): CallTreeRow[] {
  return callees(columns, childrenOf(columns), [0]);
}

/** From what spent the time up to who called it: `totalMs` is the share that went through that caller. */
export function bottomUp(columns: ProfileColumns): CallTreeRow[] {
  const shares: Share[] = [];
  for (let node = 1; node < columns.nodeSelfMs.length; node++) if (columns.nodeSelfMs[node]! > 0) shares.push({ node, ms: columns.nodeSelfMs[node]! });
  return callers(columns, shares);
}

/** Of one function: who calls it, by the time that it takes for them, and what it calls. A recursive call counts once. */
export function sandwich(columns: ProfileColumns, functionIndex: number): { readonly callers: CallTreeRow[]; readonly callees: CallTreeRow[] } {
  const { nodeFunction, nodeParent, nodeTotalMs } = columns;
  const outermost: number[] = [];
  for (let node = 1; node < nodeFunction.length; node++) if (nodeFunction[node] === functionIndex && !hasAncestor(columns, node)) outermost.push(node);
  const shares = outermost.filter((node) => nodeParent[node]! > 0).map((node) => ({ node: nodeParent[node]!, ms: nodeTotalMs[node]! }));
  return { callers: callers(columns, shares), callees: callees(columns, childrenOf(columns), outermost) };
}

function hasAncestor({ nodeFunction, nodeParent }: ProfileColumns, node: number): boolean {
  for (let at = nodeParent[node]!; at > 0; at = nodeParent[at]!) if (nodeFunction[at] === nodeFunction[node]) return true;
  return false;
}

type Children = readonly (readonly number[])[];

function childrenOf({ nodeParent }: ProfileColumns): Children {
  const children: number[][] = Array.from(nodeParent, () => []);
  for (let node = 1; node < nodeParent.length; node++) children[nodeParent[node]!]!.push(node);
  return children;
}

function callees(columns: ProfileColumns, children: Children, of: readonly number[]): CallTreeRow[] {
  const groups = new Map<number, number[]>();
  for (const node of of.flatMap((parent) => children[parent] ?? [])) append(groups, columns.nodeFunction[node]!, node);
  const rows = [...groups].map(([functionIndex, nodes]): CallTreeRow => {
    const sum = (column: Float64Array): number => nodes.reduce((total, node) => total + column[node]!, 0);
    return { function: functionIndex, selfMs: sum(columns.nodeSelfMs), totalMs: sum(columns.nodeTotalMs), hasChildren: nodes.some((node) => children[node]!.length > 0), children: () => callees(columns, children, nodes) };
  });
  return rows.filter(({ totalMs }) => totalMs > 0).sort(byTime);
}

function callers(columns: ProfileColumns, shares: readonly Share[]): CallTreeRow[] {
  const { nodeFunction, nodeParent, nodeSelfMs } = columns;
  const groups = new Map<number, Share[]>();
  for (const share of shares) append(groups, nodeFunction[share.node]!, share);
  const rows = [...groups].map(([functionIndex, own]): CallTreeRow => {
    const above = own.filter(({ node }) => nodeParent[node]! > 0).map(({ node, ms }) => ({ node: nodeParent[node]!, ms }));
    const nodes = new Set(own.map(({ node }) => node));
    const selfMs = [...nodes].reduce((total, node) => total + nodeSelfMs[node]!, 0);
    return { function: functionIndex, selfMs, totalMs: own.reduce((total, { ms }) => total + ms, 0), hasChildren: above.length > 0, children: () => callers(columns, above) };
  });
  return rows.sort(byTime);
}

function append<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

const byTime = (a: CallTreeRow, b: CallTreeRow): number => b.totalMs - a.totalMs;
