import { listOf, numberOr, recordOf, recordsOf } from '../../base/json-value';
import { decodeCpuProfile, type CpuProfile } from '../cpu-profile';

const US_PER_SECOND = 1e6;

/**
 * A CPU profile as Chrome wrote it until 2016 and v8-profiler still does: nodes inside of nodes below `head`, and for each sample
 * its moment in microseconds; where it has none, begin and end in seconds.
 */
export function decodeNestedCpuProfile({ head, samples, timestamps, startTime, endTime }: Record<string, unknown>): CpuProfile {
  const moments = listOf(timestamps).map((at) => numberOr(at, 0));
  const startUs = moments[0] ?? numberOr(startTime, 0) * US_PER_SECOND;
  const endUs = moments.at(-1) ?? numberOr(endTime, 0) * US_PER_SECOND;
  const timeDeltas = moments.map((at, index) => at - (moments[index - 1] ?? startUs));
  return decodeCpuProfile({ nodes: flattened(recordOf(head)), samples, timeDeltas, startTime: startUs, endTime: endUs });
}

function flattened(head: Record<string, unknown>): Record<string, unknown>[] {
  const nodes: Record<string, unknown>[] = [];
  const open = [{ node: head, parent: undefined as unknown }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node: { children, lineNumber, columnNumber, ...node }, parent } = next;
    // Lines and columns counted from 1 then.
    nodes.push({ ...node, lineNumber: numberOr(lineNumber, 0) - 1, columnNumber: numberOr(columnNumber, 0) - 1, ...(parent === undefined ? {} : { parent }) });
    for (const child of [...recordsOf(children)].reverse()) open.push({ node: child, parent: node['id'] });
  }
  return nodes;
}

/** Heap profiles have a `head`, too, whose frames stand apart. */
export const isNestedCpuProfile = ({ head, samples }: Record<string, unknown>): boolean => 'functionName' in recordOf(head) && Array.isArray(samples);
