import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { FunctionSymbol } from '../symbols/module-symbols';
import type { ModuleHash } from '../trace/event';
import type { CallFrame } from './call-frame';
import type { CpuProfile } from './cpu-profile';
import type { LineShare } from './line-shares';
import { isGlue, isWasmFrame, matchModules, type MatchedModule, type ModuleCandidate } from './match-modules';
import type { FrameClass, Profile, ProfileFrame, ProfileModule } from './profile';
import { ProfileBuilder } from './profile-builder';
import { threadNameIn } from './profile-threads';
import { UNKNOWN_OFFSET, wasmFunctions } from './wasm-functions';

export interface SymbolicateOptions {
  readonly candidates: readonly ModuleCandidate[];
  /** From the file name that the compiler wrote to a file here. */
  sourcePath?(file: string, module: ModuleHash): string;
  /** From a place in JavaScript, 1-based, to the one that it was compiled from. */
  scriptPlace?(place: ScriptPlace): ScriptPlace;
  /** How the own time of the function at `offset` spreads over lines, where its blocks were counted. */
  linesOf?(module: ModuleHash, offset: ModuleOffset): readonly LineShare[] | undefined;
}

/** Lines and columns from 1; 0 where unknown. */
export interface ScriptPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What V8 recorded of one thread, in one slice or in several one after another. Script ids differ between threads. */
export interface ThreadRecording {
  readonly name: string;
  readonly slices: readonly CpuProfile[];
}

/**
 * Turns V8's recording into a profile with source frames. Frames of a module that is not known keep their Wasm names.
 * Several threads stand side by side below the root and, since their times overlap, one after another in time.
 */
export function symbolicateProfile(threads: readonly ThreadRecording[], options: SymbolicateOptions = { candidates: [] }): Profile {
  const slices = threads.flatMap((thread) => thread.slices);
  const matched = matchModules(slices, options.candidates);
  const told = slices.flatMap(({ $wasmscope }) => $wasmscope ?? []);
  const toldModules = told.flatMap(({ modules }) => modules);
  const builder = new ProfileBuilder((callFrame) => frameOf(callFrame, matched, toldModules, options));
  for (const thread of threads) {
    builder.beginThread(thread.name, threads.length > 1);
    for (const slice of thread.slices) builder.add(slice);
  }
  const modules = [...matched.values()].map(({ report }) => report);
  const named = toldModules.filter(({ url, evidence }) => evidence !== 'none' && !modules.some((module) => module.url === url));
  const vitals = told.flatMap((each) => each.vitals);
  const conditions = told.find((each) => each.conditions)?.conditions;
  return {
    ...builder.finish([...modules, ...named], new Map(told.flatMap((each) => each.threads.map(({ name, recordedFromMs }) => [name, recordedFromMs] as const)))),
    ...(vitals.length > 0 ? { vitals } : {}),
    ...(conditions ? { conditions } : {}),
  };
}

function frameOf(callFrame: CallFrame, matched: ReadonlyMap<string, MatchedModule>, toldModules: readonly ProfileModule[], options: SymbolicateOptions): ProfileFrame {
  if (isWasmFrame(callFrame)) return wasmFrame(callFrame, matched.get(callFrame.scriptId), options);
  const { functionName, wasm } = callFrame;
  const place = scriptPlaceOf(callFrame);
  const shown = place && !wasm && options.scriptPlace ? options.scriptPlace(place) : place;
  return {
    class: wasm ? 'wasm' : classOf(functionName, callFrame.url),
    function: functionName || '(anonymous)',
    linkageName: wasm?.linkageName ?? null,
    file: shown?.file ?? null,
    line: shown?.line ?? Math.max(0, callFrame.lineNumber + 1),
    column: shown?.column ?? Math.max(0, callFrame.columnNumber + 1),
    module: wasm && wasm.module !== null ? (toldModules[wasm.module]?.module ?? null) : null,
    offset: wasm?.offset ?? null,
    ...(wasm?.lines ? { lines: wasm.lines } : {}),
  };
}

/** null for what is in no file; some tools give glue that of the module. */
function scriptPlaceOf({ functionName, url, lineNumber, columnNumber }: CallFrame): ScriptPlace | null {
  return url === '' || isGlue(functionName) ? null : { file: pathOf(url), line: Math.max(0, lineNumber + 1), column: Math.max(0, columnNumber + 1) };
}

/** Of all functions that were sampled and are no Wasm's. */
export function scriptPlaces(threads: readonly ThreadRecording[]): ScriptPlace[] {
  const frames = threads.flatMap(({ slices }) => slices.flatMap(({ nodes }) => nodes.map(({ callFrame }) => callFrame)));
  return frames.flatMap((frame) => (isWasmFrame(frame) || frame.wasm ? [] : (scriptPlaceOf(frame) ?? [])));
}

const SPECIAL = new Map<string, FrameClass>([['(root)', 'program'], ['(program)', 'program'], ['(idle)', 'idle'], ['(garbage collector)', 'gc'], ['Garbage Collection', 'gc']]);

/** A profile that was symbolicated before has source files of its Wasm functions, and no more. */
const COMPILED = /\.(?:rs|c|cc|cpp|cxx|h|hpp|zig|wat|go|swift|nim)$/;

function classOf(functionName: string, url: string): FrameClass {
  if (isGlue(functionName)) return 'glue';
  if (COMPILED.test(url)) return 'wasm';
  return SPECIAL.get(functionName) ?? (threadNameIn(functionName) === null ? 'js' : 'program');
}

function wasmFrame(callFrame: CallFrame, matched: MatchedModule | undefined, options: SymbolicateOptions): ProfileFrame {
  const { functionName, scriptId, columnNumber, url } = callFrame;
  const known = agreedFunction(matched?.candidates ?? [], callFrame);
  const module = matched?.report.module ?? null;
  const shown = (file: string): string => (module !== null && options.sourcePath ? options.sourcePath(file, module) : file);
  const file = known?.file ?? null;
  const lines = module === null || columnNumber === UNKNOWN_OFFSET ? undefined : options.linesOf?.(module, moduleOffset(columnNumber));
  return {
    class: 'wasm',
    function: known?.name ?? (functionName || '(wasm)'),
    linkageName: known?.linkageName ?? null,
    file: file === null ? null : shown(file),
    line: file === null ? 0 : known!.line,
    column: 0,
    module,
    script: { id: scriptId, url },
    offset: columnNumber === UNKNOWN_OFFSET ? null : columnNumber,
    ...(lines && lines.length > 0 ? { lines: lines.map((share) => ({ ...share, file: shown(share.file) })) } : {}),
  };
}

/** Where several files fit, only what they all say. */
function agreedFunction(candidates: readonly ModuleCandidate[], callFrame: CallFrame): FunctionSymbol | undefined {
  const [first, ...rest] = candidates.map(({ symbols }) => symbols.functionAt(startOf(symbols, callFrame)));
  return first && rest.every((other) => other?.name === first.name && other.file === first.file && other.line === first.line) ? first : undefined;
}

function startOf({ module }: ModuleCandidate['symbols'], callFrame: CallFrame): ModuleOffset {
  if (callFrame.columnNumber !== UNKNOWN_OFFSET) return moduleOffset(callFrame.columnNumber);
  return wasmFunctions(module).of(callFrame)?.bodyStart ?? moduleOffset(0);
}

/** `file:///a%20b.mjs` is /a b.mjs; other URLs stay. Written out, because Node's own function reads paths by this machine's rules. */
function pathOf(url: string): string {
  if (!url.startsWith('file://')) return url;
  try {
    return decodeURIComponent(url.slice('file://'.length)).replace(/^\/([A-Za-z]:)/, '$1');
  } catch {
    return url;
  }
}
