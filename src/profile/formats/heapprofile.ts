import type { CallFrame } from '../call-frame';
import { nodeTimes, type Profile } from '../profile';
import { callFrameOf } from './cpuprofile';

interface WrittenNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly selfSize: number;
  readonly children: WrittenNode[];
}

/** Allocations as V8 would have written them, had the sources been its own: Chrome and VS Code open it at the lines. */
export function toHeapProfile(profile: Profile): object {
  const { selfMs: bytes } = nodeTimes(profile);
  const nodes = Array.from(profile.nodes.frame, (frame, index): WrittenNode => ({ id: index + 1, callFrame: callFrameOf(profile.frames[frame]!), selfSize: Math.round(bytes[index]!), children: [] }));
  for (const [index, parent] of profile.nodes.parent.entries()) if (parent >= 0) nodes[parent]!.children.push(nodes[index]!);
  return { head: nodes[0], samples: [] };
}
