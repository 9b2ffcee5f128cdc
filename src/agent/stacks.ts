import { LIMITS } from '../base/limits';
import type { StackId, TraceFrame } from '../trace/event';
import type { ModuleRegistry } from './module-registry';
import type { ScriptPlace } from './runtime';
import type { V8Frame } from './v8-frame';

/** How the bundle names itself (its `sourceURL`), whether it was loaded from its file or given as text. */
export const OWN_SCRIPT = 'wasmscope-agent';
/** Node's dispatch to our promise hooks, where there are several. */
const NOBODYS_SCRIPTS: ReadonlySet<string | null> = new Set([OWN_SCRIPT, 'node:internal/promise_hooks', 'node:internal/async_hooks']);

/** Frames of ours that may lie between a capture and the caller. */
const OWN_FRAMES = 8;

/**
 * Captured stacks, interned: equal stacks have one id, so that it can serve as the key of an aggregate. A frame is
 * recognised by script and position; names and lines are asked for only when a stack is new.
 */
export class Stacks {
  private readonly ids = new Map<string, StackId>();

  constructor(
    private readonly modules: ModuleRegistry,
    private readonly emit: (id: StackId, frames: TraceFrame[]) => void,
    private readonly onFull: () => void,
    private readonly writtenAt: (place: ScriptPlace) => ScriptPlace,
  ) {}

  capture(limit: number = LIMITS.agent.stackDepth): StackId {
    const frames = this.userFrames(limit);
    let key = '';
    for (const frame of frames) key += `${frame.getScriptNameOrSourceURL() ?? ''}:${frame.getPosition()};`;
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    if (this.ids.size >= LIMITS.agent.stacks) {
      this.onFull();
      return 0;
    }
    const id = this.ids.size + 1;
    this.ids.set(key, id);
    this.emit(id, frames.map((frame) => this.describe(frame)));
    return id;
  }

  /** The innermost frames below `own`, a function of ours that is on the stack; at most `between` of them are of ours, or of Node. */
  framesBelow(own: Function, limit: number, between: number): V8Frame[] {
    const frames = structuredStack(limit + between, own).filter((frame) => !NOBODYS_SCRIPTS.has(frame.getScriptNameOrSourceURL()));
    return frames.length > limit ? frames.slice(0, limit) : frames;
  }

  /** The innermost frames that are not ours. */
  userFrames(limit: number): V8Frame[] {
    const frames = structuredStack(limit + OWN_FRAMES).filter((frame) => !NOBODYS_SCRIPTS.has(frame.getScriptNameOrSourceURL()));
    return frames.length > limit ? frames.slice(0, limit) : frames;
  }

  private describe(frame: V8Frame): TraceFrame {
    const url = frame.getScriptNameOrSourceURL() ?? '';
    const wasm = this.modules.frameOf(frame, url);
    if (wasm) return wasm;
    return {
      kind: 'js',
      function: frame.getFunctionName(),
      ...this.writtenAt({ file: scriptPath(url), line: frame.getLineNumber() ?? 0, column: frame.getColumnNumber() ?? 0 }),
      ...(frame.isAsync() && { async: true as const }),
      ...(isTopLevel(frame) && { topLevel: true as const }),
      ...(frame.isConstructor() && { constructs: true as const }),
    };
  }
}

/** A frame of the agent. */
export function isOwn(frame: V8Frame): boolean {
  return frame.getScriptNameOrSourceURL() === OWN_SCRIPT;
}

/** A module's code is a function too, without a name, that begins where the script does. */
function isTopLevel(frame: V8Frame): boolean {
  return frame.getFunctionName() === null && frame.getEnclosingLineNumber() === 1 && frame.getEnclosingColumnNumber() === 1;
}

/** Tells functions apart by where they begin. */
export function functionKey(frame: V8Frame): string {
  return `${frame.getScriptNameOrSourceURL() ?? ''}:${frame.getEnclosingLineNumber()}:${frame.getEnclosingColumnNumber()}`;
}

/** A frame of V8's own (`then`, `new Promise`): it has no place in a script. */
export function isBuiltIn(frame: V8Frame): boolean {
  return frame.getLineNumber() === null;
}

const DRIVE = /^\/[a-z]:\//i;

export function scriptPath(url: string): string {
  if (!url.startsWith('file://')) return url;
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return DRIVE.test(path) ? path.slice(1).replaceAll('/', '\\') : path;
  } catch {
    return url;
  }
}

/**
 * The stack as structured frames, innermost first. The program's own `Error.prepareStackTrace` and limit are put aside
 * for the moment of the capture and put back as they were.
 */
export function structuredStack(limit: number, below: Function = structuredStack): V8Frame[] {
  const ErrorClass: { prepareStackTrace?: unknown; stackTraceLimit: number } = Error;
  const { prepareStackTrace, stackTraceLimit } = ErrorClass;
  const holder: { stack?: unknown } = {};
  try {
    ErrorClass.prepareStackTrace = framesAsTheyAre;
    ErrorClass.stackTraceLimit = limit;
    Error.captureStackTrace(holder, below);
    const frames = holder.stack;
    return Array.isArray(frames) ? (frames as V8Frame[]) : [];
  } finally {
    ErrorClass.prepareStackTrace = prepareStackTrace;
    ErrorClass.stackTraceLimit = stackTraceLimit;
  }
}

const framesAsTheyAre = (_error: unknown, frames: V8Frame[]): V8Frame[] => frames;
