import type { CdpSession } from '../cdp/connection';
import type { CpuProfile } from '../profile/cpu-profile';
import type { ThreadRecording } from '../profile/symbolicate-profile';
import type { RecordedThread } from '../session/process-recorder';
import { withoutOwnWork } from './own-work';

export interface Thread extends ThreadRecording {
  readonly session: CdpSession;
  readonly allocations: RecordedThread['allocations'];
  readonly modules: RecordedThread['modules'];
  /** V8's script id, made unique among the threads. */
  scriptId(id: string): string;
}

/** Each thread counts its scripts for itself: ids get the thread's index in front, so that none means two modules. */
export function separateScripts(threads: readonly RecordedThread[]): Thread[] {
  return threads.map(({ slices, ...thread }, index) => {
    const scriptId = (id: string): string => `${index}:${id}`;
    return { ...thread, scriptId, slices: slices.map((slice) => withScriptIds(withoutOwnWork(slice), scriptId)) };
  });
}

function withScriptIds(slice: CpuProfile, scriptId: (id: string) => string): CpuProfile {
  return { ...slice, nodes: slice.nodes.map((node) => ({ ...node, callFrame: { ...node.callFrame, scriptId: scriptId(node.callFrame.scriptId) } })) };
}
