import { DecodeError } from '../base/decode-error';
import { isRecord, listOf, numberOr } from '../base/json-value';
import { decodeCallFrame, type CallFrame } from './call-frame';
import type { CpuProfile, CpuProfileNode } from './cpu-profile';

/** V8's profile of sampled allocations (CDP HeapProfiler.SamplingHeapProfile; the content of a `.heapprofile` file). Sizes are bytes. */
export interface HeapProfile {
  readonly head: HeapProfileNode;
}

/** `callFrame` is of JavaScript: V8 leaves Wasm functions out of these stacks. */
export interface HeapProfileNode {
  readonly callFrame: CallFrame;
  /** What the function itself allocated, estimated from the samples. */
  readonly selfSize: number;
  readonly children: readonly HeapProfileNode[];
}

/** A byte of a recording whose samples weigh bytes, in the unit of its times. */
const PER_BYTE = 1_000;

/** The same as a recording whose samples weigh bytes: all that shows time shows bytes then. */
export function allocationsOf({ head }: HeapProfile): CpuProfile {
  const nodes: CpuProfileNode[] = [];
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let before = 0;
  let total = 0;
  const open = [{ node: head, children: [] as number[] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { callFrame, selfSize, children } = next.node;
    const id = nodes.length + 1;
    const below: number[] = [];
    nodes.push({ id, callFrame, children: below });
    next.children.push(id);
    if (selfSize > 0) {
      samples.push(id);
      timeDeltas.push(before);
      before = selfSize * PER_BYTE;
      total += before;
    }
    for (const child of children.toReversed()) open.push({ node: child, children: below });
  }
  return { nodes, samples, timeDeltas, startTime: 0, endTime: total, unit: 'bytes' };
}

/** Reads what V8, Node and Chrome write, parsed from JSON. Throws DecodeError where it is no heap profile at all. */
export function decodeHeapProfile(value: unknown): CpuProfile {
  if (!isRecord(value) || !isRecord(value['head'])) throw new DecodeError('heapprofile', 0, 'not a heap profile: it has no head');
  return allocationsOf({ head: nodeOf(value['head']) });
}

/** Parsed JSON is a tree, and no deeper than its reader could follow. */
function nodeOf(value: unknown): HeapProfileNode {
  const node = isRecord(value) ? value : {};
  return { callFrame: decodeCallFrame(node['callFrame']), selfSize: Math.max(0, numberOr(node['selfSize'], 0)), children: listOf(node['children']).map(nodeOf) };
}
