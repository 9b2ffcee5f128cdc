import type { Profile } from '../profile';
import { toCpuProfile } from './cpuprofile';

const PID = 1;
const TID = 1;

/** A Chrome trace (Trace Event Format) with one CPU profile in it: DevTools' Performance panel and Perfetto open it. */
export function toChromeTrace(profile: Profile, name: string): object {
  const { nodes, samples, timeDeltas, startTime, endTime, $wasmscope } = toCpuProfile(profile);
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const event = (phase: string, eventName: string, args: object, more: object = {}): object => ({ ph: phase, name: eventName, cat: 'disabled-by-default-v8.cpu_profiler', pid: PID, tid: TID, ts: startTime, args, ...more });
  const traceNodes = nodes.map(({ id, callFrame }) => ({ id, callFrame, ...(parents.has(id) ? { parent: parents.get(id) } : {}) }));
  return {
    traceEvents: [
      event('M', 'process_name', { name }),
      event('M', 'thread_name', { name }),
      event('P', 'Profile', { data: { startTime, ...($wasmscope ? { $wasmscope } : {}) } }, { id: '0x1' }),
      event('P', 'ProfileChunk', { data: { endTime, cpuProfile: { nodes: traceNodes, samples }, timeDeltas } }, { id: '0x1' }),
    ],
  };
}
