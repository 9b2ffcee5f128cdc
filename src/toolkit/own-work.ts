import { pathToFileURL } from 'node:url';
import type { CallFrame } from '../profile/call-frame';
import type { CpuProfile, CpuProfileNode } from '../profile/cpu-profile';
import { OWN_URL } from '../session/own-script';
import { agentPath, debugBootPath } from './package-info';

const PROGRAM: CallFrame = { functionName: '(program)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
const OUR_FILES = new Set([agentPath, debugBootPath].map((path) => pathToFileURL(path).href));
const isOurs = ({ url }: CallFrame): boolean => url.startsWith(OWN_URL) || OUR_FILES.has(url);
/** Has no source, or Node's own. */
const isRuntime = ({ url }: CallFrame): boolean => url === '' || url.startsWith('node:');

/** What we do in a program is no function of its: our frames, and what Node and V8 do for them, become one `(program)`. */
export function withoutOwnWork(slice: CpuProfile): CpuProfile {
  const ownerOf = owners(slice.nodes);
  if (ownerOf.size === 0) return slice;
  const merged = new Map<number, CpuProfileNode[]>();
  for (const node of slice.nodes) {
    const owner = ownerOf.get(node.id);
    if (owner !== undefined) merged.set(owner, [...(merged.get(owner) ?? []), node]);
  }
  const nodes = slice.nodes.filter(({ id }) => (ownerOf.get(id) ?? id) === id).map((node) => (merged.has(node.id) ? asProgram(node.id, merged.get(node.id)!, ownerOf) : node));
  return { ...slice, nodes, ...(slice.samples && { samples: Array.from(slice.samples, (id) => ownerOf.get(id) ?? id) }) };
}

/** By id, of our nodes and those that count for them: the outermost. V8 lists a node before its children. */
function owners(nodes: readonly CpuProfileNode[]): Map<number, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ownerOf = new Map<number, number>();
  for (const { id, callFrame, children = [] } of nodes) {
    if (isOurs(callFrame) && !ownerOf.has(id)) ownerOf.set(id, id);
    const owner = ownerOf.get(id);
    if (owner === undefined) continue;
    for (const child of children) {
      const frame = byId.get(child)?.callFrame;
      if (frame && (isOurs(frame) || isRuntime(frame))) ownerOf.set(child, owner);
    }
  }
  return ownerOf;
}

/** `nodes` as one; what the program itself does below them stays. */
function asProgram(id: number, nodes: readonly CpuProfileNode[], ownerOf: ReadonlyMap<number, number>): CpuProfileNode {
  const children = nodes.flatMap(({ children: own = [] }) => own.filter((child) => !ownerOf.has(child)));
  return { id, callFrame: PROGRAM, hitCount: nodes.reduce((hits, { hitCount = 0 }) => hits + hitCount, 0), children, positionTicks: [] };
}
