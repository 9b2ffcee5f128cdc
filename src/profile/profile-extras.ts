import { isRecord, listOf, numberOr, recordOf, recordsOf, textOr } from '../base/json-value';
import type { CallFrame, WasmOrigin } from './call-frame';
import type { LineShare } from './line-shares';
import { MODULE_EVIDENCE, endOfSample, type Profile, type ProfileConditions, type ProfileFrame, type ProfileModule, type ProfileVitals } from './profile';

/** What a `.cpuprofile` has no place for, under `$wasmscope`; other readers pass over it. */
export interface ProfileExtras {
  readonly vitals: readonly ProfileVitals[];
  readonly modules: readonly ProfileModule[];
  /** Wasm functions that stand in the file with their sources, by `frameKey`. */
  readonly functions: Readonly<Record<string, WasmOrigin>>;
  readonly threads: readonly { readonly name: string; readonly recordedFromMs: number }[];
  /** After these samples nothing was recorded for a while (between slices and threads): index of the sample, microseconds. */
  readonly gaps: readonly (readonly [sample: number, gapUs: number])[];
  readonly conditions?: ProfileConditions;
}

/** Names a function of a `.cpuprofile` among its extras. */
export const frameKey = ({ functionName, url, lineNumber }: CallFrame): string => JSON.stringify([functionName, url, lineNumber]);

/** `callFrameOf` as the frames stand in the file. Nothing where there is nothing to tell. */
export function extrasOf(profile: Profile, callFrameOf: (frame: ProfileFrame) => CallFrame): ProfileExtras | undefined {
  const { frames, vitals = [], modules, threads, conditions } = profile;
  const indexes = new Map(modules.map(({ module }, index) => [module, index]));
  const origins = frames.flatMap((frame) => (frame.class === 'wasm' && frame.file !== null ? [[frameKey(callFrameOf(frame)), originOf(frame, indexes)] as const] : []));
  if (origins.length + vitals.length + modules.length === 0 && threads.length < 2 && !conditions) return undefined;
  return { vitals, modules, functions: Object.fromEntries(origins), threads: threads.map(({ name, recordedFromMs }) => ({ name, recordedFromMs })), gaps: gapsIn(profile), ...(conditions ? { conditions } : {}) };
}

/** In whole microseconds, as the file has its times; single ones are rounding. */
function gapsIn({ samples }: Profile): [number, number][] {
  const gaps: [number, number][] = [];
  for (let index = 0; index + 1 < samples.length; index++) {
    const gapUs = Math.round((samples.startMs[index + 1]! - endOfSample(samples, index)) * 1000);
    if (gapUs > 1) gaps.push([index, gapUs]);
  }
  return gaps;
}

function originOf({ module, offset, linkageName, lines }: ProfileFrame, indexes: ReadonlyMap<string | null, number>): WasmOrigin {
  return { module: module === null ? null : (indexes.get(module) ?? null), offset, linkageName, ...(lines ? { lines } : {}) };
}

/** Whatever the file says; what is missing or of another kind is left out. */
export function decodeExtras(value: unknown): ProfileExtras | undefined {
  if (!isRecord(value)) return undefined;
  const modules = recordsOf(value['modules']).map(moduleOf);
  const functions = Object.entries(recordOf(value['functions'])).map(([key, origin]) => [key, wasmOriginOf(recordOf(origin), modules.length)] as const);
  // Files of before kept the lines by themselves.
  const lines = Object.entries(recordOf(value['lines'])).map(([key, shares]) => [key, { ...NO_ORIGIN, lines: sharesOf(shares) }] as const);
  const { inliningOn, distorted } = recordOf(value['conditions']);
  return {
    vitals: recordsOf(value['vitals']).map(vitalsOf),
    modules,
    functions: Object.fromEntries([...lines, ...functions]),
    threads: recordsOf(value['threads']).map(({ name, recordedFromMs }) => ({ name: textOr(name, ''), recordedFromMs: numberOr(recordedFromMs, 0) })),
    gaps: listOf(value['gaps']).map(listOf).map(([sample, gapUs]) => [numberOr(sample, -1), numberOr(gapUs, 0)] as const),
    ...('conditions' in value ? { conditions: { inliningOn: inliningOn === true, distorted: distorted === true } } : {}),
  };
}

const NO_ORIGIN: WasmOrigin = { module: null, offset: null, linkageName: null };

function wasmOriginOf({ module, offset, linkageName, lines }: Record<string, unknown>, modules: number): WasmOrigin {
  const shares = sharesOf(lines);
  return {
    module: typeof module === 'number' && Number.isInteger(module) && module >= 0 && module < modules ? module : null,
    offset: typeof offset === 'number' ? offset : null,
    linkageName: typeof linkageName === 'string' ? linkageName : null,
    ...(shares.length > 0 ? { lines: shares } : {}),
  };
}

function sharesOf(value: unknown): LineShare[] {
  return listOf(value).map(recordOf).map(({ file, line, share, count }) => ({ file: textOr(file, ''), line: numberOr(line, 0), share: Math.max(0, numberOr(share, 0)), count: numberOr(count, 0) }));
}

function moduleOf({ url, module, evidence, file, functions }: Record<string, unknown>): ProfileModule {
  return {
    url: textOr(url, ''),
    module: typeof module === 'string' ? module : null,
    evidence: MODULE_EVIDENCE.find((each) => each === evidence) ?? 'none',
    file: typeof file === 'string' ? file : null,
    functions: numberOr(functions, 0),
  };
}

function vitalsOf(value: Record<string, unknown>): ProfileVitals {
  const number = (name: keyof ProfileVitals): number => numberOr(value[name], 0);
  return { atMs: number('atMs'), cpuMsPerSecond: number('cpuMsPerSecond'), rssBytes: number('rssBytes'), heapUsedBytes: number('heapUsedBytes'), externalBytes: number('externalBytes'), arrayBuffersBytes: number('arrayBuffersBytes'), loopDelayMs: number('loopDelayMs') };
}
