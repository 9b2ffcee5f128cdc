import type { Protocol } from 'devtools-protocol';
import { moduleOffset, type ModuleOffset } from '../base/offsets';
import type { ModuleSymbols, SourceFrame } from '../symbols/module-symbols';
import type { ScriptAddresses } from './script-addresses';
import type { SourcePaths } from './source-paths';
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

export interface WasmFrame extends FrameCommon {
  readonly kind: 'wasm';
  readonly callFrame: Protocol.Debugger.CallFrame;
  readonly script: WasmScript;
  readonly symbols: ModuleSymbols;
  readonly offset: ModuleOffset;
  /** Which of `framesAt(offset)`; -1 where nothing is known of the offset. */
  readonly inlineIndex: number;
}

export interface JsFrame extends FrameCommon {
  readonly kind: 'js';
  readonly callFrame: Protocol.Debugger.CallFrame;
}

/** A call that has returned or waits, from which this one came: of it only the place is known. */
export interface AsyncFrame extends FrameCommon {
  readonly kind: 'async';
  /** null for the heading over the calls of one parent. */
  readonly scriptId: string | null;
}

/** Wrappers that wasm-ld puts around every export of a command; they only call the function of that name. */
const EXPORT_WRAPPER = /\.command_export$/;

const MAX_FRAMES = 10_000;

/** Where sources lie on this machine: those that modules name, and scripts by their address. */
export interface SourcePlaces {
  readonly paths: SourcePaths;
  readonly addresses: ScriptAddresses;
}

export type ScriptLookup = (scriptId: string) => WasmScript | undefined;

export async function framesOf({ callFrames, asyncStackTrace }: Protocol.Debugger.PausedEvent, scriptOf: ScriptLookup, urlOf: (scriptId: string) => string, { paths, addresses }: SourcePlaces): Promise<Frame[]> {
  const frames: Frame[] = [];
  for (const callFrame of callFrames) {
    const script = scriptOf(callFrame.location.scriptId);
    if (!script) frames.push(jsFrame(callFrame, urlOf(callFrame.location.scriptId), addresses));
    else if (!EXPORT_WRAPPER.test(callFrame.functionName)) frames.push(...wasmFrames(callFrame, script, await script.symbols(), paths));
  }
  for (let parent = asyncStackTrace; parent && frames.length < MAX_FRAMES; parent = parent.parent) {
    frames.push({ kind: 'async', scriptId: null, name: parent.description ?? 'async', line: 0, column: 0, path: null, file: null });
    for (const call of parent.callFrames) frames.push(...(await asyncFrames(call, scriptOf(call.scriptId), { paths, addresses })));
  }
  return frames;
}

async function asyncFrames({ functionName, scriptId, url, lineNumber, columnNumber }: Protocol.Runtime.CallFrame, script: WasmScript | undefined, { paths, addresses }: SourcePlaces): Promise<AsyncFrame[]> {
  const common = { kind: 'async', scriptId } as const;
  if (script) return (await script.symbols()).framesAt(moduleOffset(columnNumber)).map((source) => ({ ...common, ...placeOf(source, paths), name: source.function }));
  const path = addresses.pathOf(url);
  return [{ ...common, name: functionName || '(anonymous)', line: lineNumber + 1, column: columnNumber + 1, path, file: path ?? url }];
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

function jsFrame(callFrame: Protocol.Debugger.CallFrame, url: string, addresses: ScriptAddresses): JsFrame {
  const { lineNumber, columnNumber = 0 } = callFrame.location;
  const path = addresses.pathOf(url);
  return { kind: 'js', callFrame, name: callFrame.functionName || '(anonymous)', line: lineNumber + 1, column: columnNumber + 1, path, file: path ?? url };
}
