import { pathToFileURL } from 'node:url';
import type { CdpSession } from '../cdp/connection';
import type { CallFrame } from '../profile/call-frame';
import type { CpuProfile } from '../profile/cpu-profile';
import type { ThreadRecording } from '../profile/symbolicate-profile';
import { OWN_URL } from '../session/own-script';
import type { RecordedThread } from '../session/process-recorder';
import { agentPath, debugBootPath } from './package-info';

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
    return { ...thread, scriptId, slices: slices.map((slice) => withScriptIds(slice, scriptId)) };
  });
}

function withScriptIds(slice: CpuProfile, scriptId: (id: string) => string): CpuProfile {
  return { ...slice, nodes: slice.nodes.map((node) => (isOurs(node.callFrame) ? { ...node, callFrame: OURS, positionTicks: [] } : { ...node, callFrame: { ...node.callFrame, scriptId: scriptId(node.callFrame.scriptId) } })) };
}

/** What we do in the program is no function of its. */
const OURS: CallFrame = { functionName: '(program)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
const OUR_FILES = new Set([agentPath, debugBootPath].map((path) => pathToFileURL(path).href));
const isOurs = ({ url }: CallFrame): boolean => url.startsWith(OWN_URL) || OUR_FILES.has(url);
