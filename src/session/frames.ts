import type { Protocol } from 'devtools-protocol';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { ModuleSymbols, SourceFrame } from '../symbols/module-symbols';
import type { SourcePlaces } from './script-addresses';
import type { SourcePaths } from './source-paths';
import type { ThreadScripts } from './thread-scripts';
import type { WasmScript } from './wasm-script';

/** One frame as its author sees it: several stand for one call frame of V8 where calls were inlined. */
export type Frame = LiveFrame | AsyncFrame;

/** One that stands on the stack: it has a state to look into. */
export type LiveFrame = WasmFrame | JsFrame;

interface FrameCommon {
  readonly name: string;
  /** Lines and columns count from 1; line 0 where there is none. */
  readonly line: number;
  readonly column: number;
  /** A file of this machine, or null. */
  readonly path: string | null;
  /** The file as it is called where it comes from: compiler's name, or script address. */
  readonly file: string | null;
}

interface ScriptPlace extends FrameCommon {
  /** Of a source that is not here, but in the source map of what was compiled from it. */
  readonly text?: string;
}

export interface WasmFrame extends FrameCommon {
  readonly kind: 'wasm';
  readonly callFrame: Protocol.Debugger.CallFrame;
  readonly script: WasmScript;
  readonly symbols: ModuleSymbols;
  readonly offset: ModuleOffset;
  /** Which of `framesAt(offset)`; -1 where nothing is known of the offset. */
  readonly inlineIndex: number;
}

export interface JsFrame extends ScriptPlace {
  readonly kind: 'js';
  readonly callFrame: Protocol.Debugger.CallFrame;
  /** A toolchain wrote it. */
  readonly isGlue: boolean;
}

/** A call that has returned or waits, from which this one came: of it only the place is known. */
export interface AsyncFrame extends ScriptPlace {
  readonly kind: 'async';
  /** null for the heading over the calls of one parent. */
  readonly scriptId: string | null;
}

/** Wrappers that wasm-ld puts around every export of a command; they only call the function of that name. */
const EXPORT_WRAPPER = /\.command_export$/;

const MAX_FRAMES = 10_000;

export async function framesOf({ callFrames, asyncStackTrace }: Protocol.Debugger.PausedEvent, scripts: ThreadScripts, places: SourcePlaces): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (const callFrame of callFrames) {
    const script = scripts.wasm.get(callFrame.location.scriptId);
    if (!script) frames.push(await scriptFrame(callFrame, scripts, places));
    else if (!EXPORT_WRAPPER.test(callFrame.functionName)) frames.push(...wasmFrames(callFrame, script, await script.symbols(), places.paths));
  }
  for (let parent = asyncStackTrace; parent && frames.length < MAX_FRAMES; parent = parent.parent) {
    frames.push({ kind: 'async', scriptId: null, name: parent.description ?? 'async', line: 0, column: 0, path: null, file: null });
    for (const call of parent.callFrames) frames.push(...(await asyncFrames(call, scripts, places)));
  }
  return frames;
}

async function scriptFrame(callFrame: Protocol.Debugger.CallFrame, scripts: ThreadScripts, places: SourcePlaces): Promise<JsFrame> {
  const { location, functionName } = callFrame;
  const place = await scriptPlace({ ...location, functionName, url: scripts.urlOf(location.scriptId) }, scripts, places);
  return { kind: 'js', callFrame, isGlue: (await scripts.glue?.has(location.scriptId)) === true, ...place };
}

async function asyncFrames(call: Protocol.Runtime.CallFrame, scripts: ThreadScripts, places: SourcePlaces): Promise<AsyncFrame[]> {
  const { scriptId, columnNumber } = call;
  const common = { kind: 'async', scriptId } as const;
  const script = scripts.wasm.get(scriptId);
  if (script) return (await script.symbols()).framesAt(moduleOffset(columnNumber)).map((source) => ({ ...common, ...placeOf(source, places.paths), name: source.function }));
  return [{ ...common, ...(await scriptPlace(call, scripts, places)) }];
}

function wasmFrames(callFrame: Protocol.Debugger.CallFrame, script: WasmScript, symbols: ModuleSymbols, paths: SourcePaths): WasmFrame[] {
  const offset = moduleOffset(callFrame.location.columnNumber ?? 0);
  const common = { kind: 'wasm', callFrame, script, symbols, offset } as const;
  const sources = symbols.framesAt(offset);
  if (sources.length === 0) return [{ ...common, name: nameWithoutSource(callFrame, symbols, offset), line: 0, column: 0, path: null, file: null, inlineIndex: -1 }];
  return sources.map((source, inlineIndex) => ({ ...common, ...placeOf(source, paths), name: source.function, inlineIndex }));
}

/** A compiler-made instruction is shown at the nearest real line before it. */
function placeOf(source: SourceFrame, paths: SourcePaths): Pick<WasmFrame, 'file' | 'path' | 'line' | 'column'> {
  const line = source.line === 0 ? (source.nearLine ?? 0) : source.line;
  return { file: source.file, path: source.file === null ? null : paths.resolve(source.file), line, column: source.column };
}

function nameWithoutSource({ functionName }: Protocol.Debugger.CallFrame, symbols: ModuleSymbols, offset: ModuleOffset): string {
  const name = functionName.replace(/^\$/, '');
  return name === '' ? `wasm-function[${symbols.module.functionAt(offset)?.index ?? '?'}]` : name;
}

/** In what the script was compiled from, if that can be opened; else in the script. */
async function scriptPlace({ functionName, url, ...location }: Protocol.Debugger.Location & { readonly functionName: string; readonly url: string }, scripts: ThreadScripts, { paths, addresses }: SourcePlaces): Promise<ScriptPlace> {
  const name = functionName || '(anonymous)';
  const origin = await scripts.originOf(location);
  const source = origin ? paths.resolve(origin.source) : null;
  if (origin && source !== null) return { name, line: origin.line, column: origin.column, path: source, file: source };
  if (origin && origin.text !== null) return { name, line: origin.line, column: origin.column, path: null, file: origin.source, text: origin.text };
  const path = addresses.pathOf(url);
  return { name, line: location.lineNumber + 1, column: (location.columnNumber ?? 0) + 1, path, file: path ?? url };
}
