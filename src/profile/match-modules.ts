import type { ModuleSymbols } from '../symbols/module-symbols';
import type { ModuleHash } from '../trace/event';
import type { CallFrame } from './call-frame';
import type { CpuProfile } from './cpu-profile';
import type { ProfileModule } from './profile';
import { wasmFunctions } from './wasm-functions';

type WasmModule = ModuleSymbols['module'];

/** A module that may be the one that ran. */
export interface ModuleCandidate {
  readonly hash: ModuleHash;
  readonly symbols: ModuleSymbols;
  /** Where the bytes are from; null for bytes that came out of the running program. */
  readonly file: string | null;
  /** V8's script ids, where the bytes came with one. */
  readonly scriptIds: readonly string[];
}

export interface MatchedModule {
  readonly report: ProfileModule;
  /** More than one where several candidates fit: what they agree on is still true. */
  readonly candidates: readonly ModuleCandidate[];
}

/**
 * Finds the module of each Wasm script in a profile. The script's URL says nothing certain: above some 16 KB V8 makes
 * it from the length alone. What counts is bytes taken from the program under this script id, else that all sampled
 * functions have the same names at the same offsets.
 */
export function matchModules(slices: readonly CpuProfile[], candidates: readonly ModuleCandidate[]): Map<string, MatchedModule> {
  const matched = new Map<string, MatchedModule>();
  for (const [scriptId, functions] of sampledFunctions(slices)) matched.set(scriptId, match(scriptId, functions, candidates));
  return matched;
}

function match(scriptId: string, functions: readonly CallFrame[], candidates: readonly ModuleCandidate[]): MatchedModule {
  const url = functions[0]!.url;
  const own = candidates.find((candidate) => candidate.scriptIds.includes(scriptId));
  const fitting = own ? [own] : distinct(candidates.filter((candidate) => holdsAll(candidate.symbols.module, functions)));
  const only = fitting.length === 1 ? fitting[0]! : undefined;
  const evidence = own ? 'bytes' : only ? 'functions' : fitting.length > 1 ? 'ambiguous' : 'none';
  const report: ProfileModule = { url, evidence, module: only?.hash ?? null, file: only?.file ?? null, functions: functions.length };
  return { report, candidates: fitting };
}

function distinct(candidates: readonly ModuleCandidate[]): ModuleCandidate[] {
  return [...new Map(candidates.map((candidate) => [candidate.hash, candidate])).values()];
}

/** Whether all these functions are in `module`: of the same names and, where the recording knows them, at the same offsets. */
export function holdsAll(module: WasmModule, functions: readonly CallFrame[]): boolean {
  const known = wasmFunctions(module);
  return functions.every((frame) => known.of(frame) !== undefined);
}

/** The Wasm functions in a recording, by script id, each once. */
export function sampledFunctions(slices: readonly CpuProfile[]): Map<string, CallFrame[]> {
  const scripts = new Map<string, Map<string, CallFrame>>();
  for (const { callFrame } of slices.flatMap((slice) => slice.nodes)) {
    if (!isWasmFrame(callFrame)) continue;
    const functions = scripts.get(callFrame.scriptId) ?? new Map<string, CallFrame>();
    scripts.set(callFrame.scriptId, functions.set(`${callFrame.columnNumber} ${callFrame.functionName}`, callFrame));
  }
  return new Map([...scripts].map(([scriptId, functions]) => [scriptId, [...functions.values()]]));
}

/**
 * V8's own URLs begin with `wasm://`; a module streamed over HTTP has the URL of its response, and then only the name
 * of the file tells. Glue has no URL, or a misleading column, and is known by its name.
 */
export function isWasmFrame({ url, functionName }: CallFrame): boolean {
  return !isGlue(functionName) && (url.startsWith('wasm://') || /\.wasm(?:[?#]|$)/.test(url));
}

/** V8's code between JavaScript and Wasm: compiled for a signature, or the generic one of its built-ins. */
export const isGlue = (functionName: string): boolean => /^(?:js-to-wasm|wasm-to-js)\b|^(?:Generic)?JSToWasmWrapper|^WasmToJsWrapper/.test(functionName);
