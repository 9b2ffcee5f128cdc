import { endOfSample, type Profile, type ProfileThread } from './profile';

const NAMED = /^\(thread (.*)\)$/s;

/** What the node is called below which all stacks of one of several threads stand. */
export const threadNodeName = (name: string): string => `(thread ${name})`;

/** The name in such a node's; null where it is another one. */
export const threadNameIn = (functionName: string): string | null => NAMED.exec(functionName)?.[1] ?? null;

type Recorded = Pick<Profile, 'frames' | 'nodes' | 'samples'>;

/**
 * The threads of a profile by their nodes below the root, with the part of its time that their samples fill; one thread
 * (`onlyName`) where the tree knows none. `recordedFromMs` by name, where that is known; else they began together.
 */
export function threadsOf({ frames, nodes, samples }: Recorded, onlyName: string, recordedFromMs: ReadonlyMap<string, number>): ProfileThread[] {
  const threads: { -readonly [Field in keyof ProfileThread]: ProfileThread[Field] }[] = [];
  // Callers stand before what they call: a node's thread is its caller's.
  const threadOfNode = new Int32Array(nodes.length).fill(-1);
  for (let node = 1; node < nodes.length; node++) {
    const parent = nodes.parent[node]!;
    const name = parent === 0 ? threadNameIn(frames[nodes.frame[node]!]!.function) : null;
    threadOfNode[node] = name === null ? threadOfNode[parent]! : threads.push({ name, node, startMs: Infinity, endMs: 0, recordedFromMs: recordedFromMs.get(name) ?? 0 }) - 1;
  }
  if (threads.length === 0) return [{ name: onlyName, node: 0, startMs: 0, endMs: endOfSample(samples, samples.length - 1), recordedFromMs: 0 }];
  for (let index = 0; index < samples.length; index++) {
    const thread = threads[threadOfNode[samples.node[index]!]!];
    if (!thread) continue;
    thread.startMs = Math.min(thread.startMs, samples.startMs[index]!);
    thread.endMs = Math.max(thread.endMs, endOfSample(samples, index));
  }
  return threads.map((thread) => ({ ...thread, startMs: Math.min(thread.startMs, thread.endMs) })).sort((a, b) => a.startMs - b.startMs);
}
