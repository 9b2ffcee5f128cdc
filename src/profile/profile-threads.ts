import type { ProfileFrame, ProfileNode, ProfileSample, ProfileThread } from './profile';

const NAMED = /^\(thread (.*)\)$/s;

/** What the node is called below which all stacks of one of several threads stand. */
export const threadNodeName = (name: string): string => `(thread ${name})`;

/** The name in such a node's; null where it is another one. */
export const threadNameIn = (functionName: string): string | null => NAMED.exec(functionName)?.[1] ?? null;

interface Recorded {
  readonly frames: readonly ProfileFrame[];
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly ProfileSample[];
}

/**
 * The threads of a profile by their nodes below the root, with the part of its time that their samples fill; one thread
 * (`onlyName`) where the tree knows none. `recordedFromMs` by name, where that is known; else they began together.
 */
export function threadsOf({ frames, nodes, samples }: Recorded, onlyName: string, recordedFromMs: ReadonlyMap<string, number>): ProfileThread[] {
  const threads = nodes.flatMap(({ parent, frame }, node) => {
    const name = parent === 0 ? threadNameIn(frames[frame]!.function) : null;
    return name === null ? [] : [{ name, node, startMs: Infinity, endMs: 0, recordedFromMs: recordedFromMs.get(name) ?? 0 }];
  });
  if (threads.length === 0) return [{ name: onlyName, node: 0, startMs: 0, endMs: endOf(samples.at(-1)), recordedFromMs: 0 }];
  const threadAt = new Map(threads.map((thread) => [thread.node, thread]));
  const threadOfNode: (ProfileThread | undefined)[] = [];
  for (const [node, { parent }] of nodes.entries()) threadOfNode.push(threadAt.get(node) ?? threadOfNode[parent]);
  for (const sample of samples) {
    const thread = threadOfNode[sample.node] && threadAt.get(threadOfNode[sample.node]!.node);
    if (!thread) continue;
    thread.startMs = Math.min(thread.startMs, sample.startMs);
    thread.endMs = Math.max(thread.endMs, endOf(sample));
  }
  return threads.map((thread) => ({ ...thread, startMs: Math.min(thread.startMs, thread.endMs) })).sort((a, b) => a.startMs - b.startMs);
}

const endOf = (sample: ProfileSample | undefined): number => (sample ? sample.startMs + sample.durationMs : 0);
