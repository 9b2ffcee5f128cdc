import { DecodeError } from '../base/decode-error';
import { isRecord, listOf, numberOr, recordOf } from '../base/json-value';
import { decodeCallFrame, type CallFrame } from './call-frame';
import { decodeExtras, frameKey, type ProfileExtras } from './profile-extras';

/** From the protocol a list, from a large file a column. */
type Numbers = readonly number[] | Float64Array;

/** V8's own profile format (CDP Profiler.Profile; the content of a `.cpuprofile` file). Times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of the top nodes. */
  readonly samples?: Numbers;
  /** From one sample to the next; the first counts from `startTime`. */
  readonly timeDeltas?: Numbers;
  /** Of samples that weigh bytes and not time: a thousandth of one is what times are counted in. */
  readonly unit?: 'bytes';
  /** What we know beside; others read over it. */
  readonly $wasmscope?: ProfileExtras;
}

export interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly hitCount?: number;
  readonly children?: readonly number[];
  /** Old exports name the parent instead of the children. */
  readonly parent?: number;
  /** `line` counts from 1. For Wasm always one row of line 1 (V8 knows no place inside a Wasm function). */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** Reads what V8, Node, Chrome and VS Code write, parsed from JSON. Throws DecodeError where it is no CPU profile at all. */
export function decodeCpuProfile(value: unknown): CpuProfile {
  const profile = isRecord(value) && isRecord(value['profile']) ? value['profile'] : value;
  if (!isRecord(profile) || !Array.isArray(profile['nodes'])) throw new DecodeError('cpuprofile', 0, 'not a CPU profile: it has no nodes');
  return recordedProfile({
    nodes: profile['nodes'].map(nodeOf),
    samples: numbers(profile['samples']),
    timeDeltas: numbers(profile['timeDeltas']),
    startTime: numberOr(profile['startTime'], NaN),
    endTime: numberOr(profile['endTime'], NaN),
    extras: profile['$wasmscope'],
  });
}

export interface WrittenProfile {
  readonly nodes: readonly CpuProfileNode[];
  readonly samples: Float64Array;
  readonly timeDeltas: Float64Array;
  /** NaN where the file has none. */
  readonly startTime: number;
  readonly endTime: number;
  /** As the file has them. */
  readonly extras: unknown;
}

/** What is missing in a file is made up where that is safe: a profile without deltas has equal ones. */
export function recordedProfile({ nodes, samples, timeDeltas, startTime, endTime, extras }: WrittenProfile): CpuProfile {
  const $wasmscope = decodeExtras(extras);
  const start = Number.isNaN(startTime) ? 0 : startTime;
  const end = Number.isNaN(endTime) ? timeDeltas.reduce((sum, delta) => sum + delta, start) : endTime;
  return {
    nodes: $wasmscope ? withOrigins(nodes, $wasmscope.functions) : nodes,
    startTime: start,
    endTime: end,
    samples,
    timeDeltas: timeDeltas.length === samples.length ? timeDeltas : samples.map(() => (end - start) / samples.length),
    ...($wasmscope ? { $wasmscope } : {}),
  };
}

function nodeOf(value: unknown): CpuProfileNode {
  const node = recordOf(value);
  return {
    id: numberOr(node['id'], 0),
    callFrame: decodeCallFrame(isRecord(node['callFrame']) ? node['callFrame'] : node),
    children: [...numbers(node['children'])],
    ...(typeof node['parent'] === 'number' ? { parent: node['parent'] } : {}),
    positionTicks: decodeTicks(node['positionTicks']),
  };
}

export const decodeTicks = (value: unknown): NonNullable<CpuProfileNode['positionTicks']> => listOf(value).filter(isTick);

/** Frames that are one object stay one. */
function withOrigins(nodes: readonly CpuProfileNode[], functions: ProfileExtras['functions']): CpuProfileNode[] {
  const known = new Map<CallFrame, CallFrame>();
  const withOrigin = (callFrame: CallFrame): CallFrame => {
    const key = frameKey(callFrame);
    const told = Object.hasOwn(functions, key) ? { ...callFrame, wasm: functions[key]! } : callFrame;
    known.set(callFrame, told);
    return told;
  };
  return nodes.map((node) => ({ ...node, callFrame: known.get(node.callFrame) ?? withOrigin(node.callFrame) }));
}

function isTick(value: unknown): value is { line: number; ticks: number } {
  return isRecord(value) && typeof value['line'] === 'number' && typeof value['ticks'] === 'number';
}

const numbers = (value: unknown): Float64Array => Float64Array.from(listOf(value), (entry) => numberOr(entry, 0));
