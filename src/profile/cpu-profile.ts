import { DecodeError } from '../base/decode-error';
import { isRecord, listOf, numberOr, textOr } from '../base/json-value';
import { decodeExtras, frameKey, type ProfileExtras, type WasmOrigin } from './profile-extras';

/** V8's own profile format (CDP Profiler.Profile; the content of a `.cpuprofile` file). Times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly CpuProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of the top nodes. */
  readonly samples?: readonly number[];
  /** From one sample to the next; the first counts from `startTime`. */
  readonly timeDeltas?: readonly number[];
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

/** `lineNumber` and `columnNumber` count from 0; of a Wasm function line 0 and, as column, where its body starts. */
export interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  /** A Wasm function that is named by its source, where the file says so. */
  readonly wasm?: WasmOrigin;
}

/**
 * Reads what V8, Node, Chrome and VS Code write, parsed from JSON; what is missing is made up where that is safe (a
 * profile without deltas has equal ones). Throws DecodeError where it is no CPU profile at all.
 */
export function decodeCpuProfile(value: unknown): CpuProfile {
  const profile = isRecord(value) && isRecord(value['profile']) ? value['profile'] : value;
  if (!isRecord(profile) || !Array.isArray(profile['nodes'])) throw new DecodeError('cpuprofile', 0, 'not a CPU profile: it has no nodes');
  const $wasmscope = decodeExtras(profile['$wasmscope']);
  const nodes = profile['nodes'].map((node) => withOrigin(nodeOf(node), $wasmscope?.functions ?? {}));
  const known = new Set(nodes.map((node) => node.id));
  const samples = numbers(profile['samples']).filter((id) => known.has(id));
  const startTime = numberOr(profile['startTime'], 0);
  const deltas = numbers(profile['timeDeltas']);
  const endTime = numberOr(profile['endTime'], startTime + deltas.reduce((sum, delta) => sum + delta, 0));
  const even = samples.length > 0 ? (endTime - startTime) / samples.length : 0;
  return { nodes, startTime, endTime, samples, timeDeltas: deltas.length === samples.length ? deltas : samples.map(() => even), ...($wasmscope ? { $wasmscope } : {}) };
}

function nodeOf(value: unknown): CpuProfileNode {
  const node = isRecord(value) ? value : {};
  return {
    id: numberOr(node['id'], 0),
    callFrame: decodeCallFrame(node),
    hitCount: numberOr(node['hitCount'], 0),
    children: numbers(node['children']),
    ...(typeof node['parent'] === 'number' ? { parent: node['parent'] } : {}),
    positionTicks: (Array.isArray(node['positionTicks']) ? node['positionTicks'] : []).filter(isTick),
  };
}

/** Of a node; in old exports it is the node itself. */
export function decodeCallFrame(node: Record<string, unknown>): CallFrame {
  const frame = isRecord(node['callFrame']) ? node['callFrame'] : node;
  return {
    functionName: textOr(frame['functionName'], ''),
    scriptId: textOr(frame['scriptId'], '0'),
    url: textOr(frame['url'], ''),
    lineNumber: numberOr(frame['lineNumber'], -1),
    columnNumber: numberOr(frame['columnNumber'], -1),
  };
}

function withOrigin(node: CpuProfileNode, functions: ProfileExtras['functions']): CpuProfileNode {
  const key = frameKey(node.callFrame);
  return Object.hasOwn(functions, key) ? { ...node, callFrame: { ...node.callFrame, wasm: functions[key]! } } : node;
}

function isTick(value: unknown): value is { line: number; ticks: number } {
  return isRecord(value) && typeof value['line'] === 'number' && typeof value['ticks'] === 'number';
}

const numbers = (value: unknown): number[] => listOf(value).map((entry) => numberOr(entry, 0));
