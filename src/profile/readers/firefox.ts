import { DecodeError } from '../../base/decode-error';
import { listOf, numberOr, recordOf, recordsOf, textOr } from '../../base/json-value';
import { recordedProfile, type CpuProfile, type CpuProfileNode } from '../cpu-profile';

const US_PER_MS = 1e3;
const ROOT: CpuProfileNode = { id: 1, callFrame: { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 } };
/** Of the first stack; the root has the one before. */
const FIRST_ID = 2;

/** A profile as the Firefox Profiler and samply save it (processed profile format): each thread that has samples. */
export function decodeFirefox(file: Record<string, unknown>): { readonly name: string; readonly recording: CpuProfile }[] {
  const intervalMs = numberOr(recordOf(file['meta'])['interval'], 1);
  const shared = recordOf(file['shared']);
  const threads = recordsOf(file['threads']).flatMap(({ name, pid, tid, samples, ...own }) => {
    const sampled = recordOf(samples);
    if (listOf(sampled['stack']).length === 0) return [];
    // Tables are the thread's own or, since version 56, all threads'.
    const nodes = nodesOf({ ...shared, ...own });
    return [{ name: `${textOr(name, 'thread')} (${textOr(pid, '')}:${textOr(tid, '')})`, recording: recordedProfile({ nodes, ...timesOf(sampled, intervalMs), extras: undefined }) }];
  });
  if (threads.length === 0) throw new DecodeError('firefox', 0, 'holds no samples');
  return threads;
}

/** The stack table is a tree already: a stack has a frame and another stack that it stands on. */
function nodesOf(tables: Record<string, unknown>): CpuProfileNode[] {
  const column = (table: string, name: string): readonly unknown[] => listOf(recordOf(tables[table])[name]);
  const strings = listOf(tables['stringArray']);
  const [names, files, sources, lines, fileNames] = [column('funcTable', 'name'), column('funcTable', 'fileName'), column('funcTable', 'source'), column('funcTable', 'lineNumber'), column('sources', 'filename')];
  const text = (index: unknown): string => textOr(strings[numberOr(index, -1)], '');
  const callFrames = column('frameTable', 'func').map((func) => {
    const at = numberOr(func, -1);
    const url = text(files[at] ?? fileNames[numberOr(sources[at], -1)]);
    return { functionName: text(names[at]), scriptId: url, url, lineNumber: numberOr(lines[at], 0) - 1, columnNumber: -1 };
  });
  const prefixes = column('stackTable', 'prefix');
  const stacks = column('stackTable', 'frame').map((frame, index) => ({ id: index + FIRST_ID, callFrame: callFrames[numberOr(frame, -1)] ?? ROOT.callFrame, parent: idOf(prefixes[index]) }));
  return [ROOT, ...stacks];
}

const idOf = (stack: unknown): number => (typeof stack === 'number' ? stack + FIRST_ID : ROOT.id);

/** A sample lasts until the next one, the last as long as it was meant to. */
function timesOf({ stack, time, timeDeltas }: Record<string, unknown>, intervalMs: number): Pick<CpuProfile, 'startTime' | 'endTime'> & { samples: Float64Array; timeDeltas: Float64Array } {
  const samples = Float64Array.from(listOf(stack), idOf);
  const times = listOf(time).map((at) => numberOr(at, 0));
  const deltas = listOf(timeDeltas);
  const deltasUs = samples.map((_, index) => US_PER_MS * (times.length > 0 ? (times[index] ?? NaN) - (times[index - 1] ?? times[0]!) : index === 0 ? 0 : numberOr(deltas[index], intervalMs)));
  const endTime = deltasUs.reduce((sum, delta) => sum + (delta || 0), 0) + intervalMs * US_PER_MS;
  return { samples, timeDeltas: deltasUs.map((delta) => delta || 0), startTime: 0, endTime };
}
