import { DecodeError } from '../../base/decode-error';
import { listOf, recordOf, recordsOf, textOr } from '../../base/json-value';
import { decodeCpuProfile, type CpuProfile } from '../cpu-profile';

interface GrowingProfile {
  thread: string;
  startTime: unknown;
  endTime: unknown;
  /** What we know beside, in files of ours. */
  $wasmscope: unknown;
  readonly nodes: unknown[];
  readonly samples: unknown[];
  readonly timeDeltas: unknown[];
}

/** The CPU profiles among a Chrome trace's events (`Profile` and `ProfileChunk`), each as a thread by its name. */
export function decodeChromeTrace(traceEvents: unknown): { readonly name: string; readonly recording: CpuProfile }[] {
  const events = recordsOf(traceEvents);
  const names = new Map(events.filter(({ name }) => name === 'thread_name').map((event) => [threadOf(event), textOr(recordOf(event['args'])['name'], '')]));
  const profiles = new Map<string, GrowingProfile>();
  for (const event of events) {
    if (event['name'] !== 'Profile' && event['name'] !== 'ProfileChunk') continue;
    const key = `${textOr(event['pid'], '')} ${textOr(event['id'], '')}`;
    const profile = profiles.get(key) ?? { thread: threadOf(event), startTime: undefined, endTime: undefined, $wasmscope: undefined, nodes: [], samples: [], timeDeltas: [] };
    profiles.set(key, profile);
    // Chunks are sent by the sampler's thread; the profile is of the thread that began it.
    if (event['name'] === 'Profile') profile.thread = threadOf(event);
    addChunk(profile, recordOf(recordOf(event['args'])['data']));
  }
  const recorded = [...profiles.values()].filter(({ nodes }) => nodes.length > 0);
  if (recorded.length === 0) throw new DecodeError('chrome-trace', 0, 'holds no CPU profile: record with the category disabled-by-default-v8.cpu_profiler');
  return recorded.map(({ thread, ...profile }) => ({ name: names.get(thread) || thread, recording: decodeCpuProfile(profile) }));
}

const threadOf = ({ pid, tid }: Record<string, unknown>): string => `${textOr(pid, '')}:${textOr(tid, '')}`;

function addChunk(profile: GrowingProfile, { startTime, endTime, cpuProfile, timeDeltas, $wasmscope }: Record<string, unknown>): void {
  profile.startTime ??= startTime;
  profile.$wasmscope ??= $wasmscope;
  profile.endTime = endTime ?? profile.endTime;
  const { nodes, samples } = recordOf(cpuProfile);
  for (const [list, more] of [[profile.nodes, nodes], [profile.samples, samples], [profile.timeDeltas, timeDeltas]] as const) for (const entry of listOf(more)) list.push(entry);
}
