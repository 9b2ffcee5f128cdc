import { dirname } from 'node:path';
import { startDeed, type Deed, type DeedContext } from '../base/deed';
import { UserError } from '../base/user-error';
import { attachNode } from '../session/attach';
import { Debuggee } from '../session/debuggee';
import { diskFolders } from '../session/disk-folders';
import type { LiveFrame, WasmFrame } from '../session/frames';
import type { Pause } from '../session/pause';
import { SkippedFiles } from '../session/skipped-files';
import { SourcePaths } from '../session/source-paths';
import type { Thread } from '../session/thread';
import { displayVariable, type ValueNode } from '../values/value-node';
import { debugBootPath } from './package-info';
import { SymbolStore } from './symbol-store';
import type { RunningTarget } from './target';

export interface StopAtOptions {
  readonly target: RunningTarget;
  /** The source file on this machine, and a line counted from 1. */
  readonly file: string;
  readonly line: number;
  /** How long to wait for the line to be reached. */
  readonly timeoutMs?: number;
}

export interface StoppedAt {
  /** The line that really holds code. */
  readonly line: number;
  /** Innermost first, JavaScript and Wasm as they were called. */
  readonly frames: readonly { readonly function: string; readonly file: string | null; readonly line: number; readonly kind: 'js' | 'wasm' }[];
  /** Of the innermost frame. */
  readonly variables: readonly { readonly name: string; readonly type: string; readonly value: string }[];
}

const WAIT_MS = 15_000;

/** Stops a running program once at a source line, reads stack and variables, and lets it go on as it was. */
export function stopAt(options: StopAtOptions): Deed<StoppedAt> {
  return startDeed((context) => runStopAt(options, context));
}

async function runStopAt({ target, file, line, timeoutMs = WAIT_MS }: StopAtOptions, { report, signal }: DeedContext): Promise<StoppedAt> {
  const paths = new SourcePaths(diskFolders);
  paths.addRoot(dirname(file));
  const store = new SymbolStore();
  const debuggee = new Debuggee({ paths, openSymbols: (module) => store.openLoaded(module, { path: null }) });
  report(`attaching, to stop at ${file}:${line}`);
  const program = await attachNode(debuggee, target.kind === 'pid' ? { processId: target.pid } : target, { stopOnEntry: false, skippedFiles: new SkippedFiles([]), followWorkers: false, followChildren: false, bootPath: debugBootPath, askForSession: null, asyncStackDepth: 0 });
  try {
    const stopped = debuggee.events.once('stopped');
    await debuggee.setBreakpoints(file, [{ path: file, line }]);
    report('waiting for the line to be reached');
    const { thread } = await within(stopped, timeoutMs, signal, `${file}:${line} was not reached within ${Math.round(timeoutMs / 1000)} s`);
    return await describe(thread);
  } finally {
    await program.detach();
  }
}

async function describe(thread: Thread): Promise<StoppedAt> {
  const pause = thread.requirePause();
  const frames = await pause.frames();
  const top = frames[0];
  if (!top) throw new UserError('the program stopped without a stack');
  const variables = top.kind === 'wasm' ? await variablesOf(top, pause) : [];
  return { line: top.line, frames: frames.flatMap((frame) => (frame.kind === 'async' ? [] : [plainFrame(frame)])), variables: variables.map(({ name, type, summary }) => ({ name, type, value: summary })) };
}

function plainFrame({ name, path, file, line, kind }: LiveFrame): StoppedAt['frames'][number] {
  return { function: name, file: path ?? file, line, kind };
}

function variablesOf(frame: WasmFrame, pause: Pause): Promise<ValueNode[]> {
  const variables = frame.inlineIndex < 0 ? [] : (frame.symbols.variablesAt(frame.offset)[frame.inlineIndex] ?? []);
  const state = pause.state(frame);
  const context = { memory: state.memory, typeWithVtable: (address: number) => frame.symbols.typeWithVtable(address), typeNamed: (name: string) => frame.symbols.typeNamed(name), language: frame.symbols.framesAt(frame.offset)[frame.inlineIndex]?.language };
  return Promise.all(variables.filter(({ artificial }) => !artificial).map((variable) => displayVariable(variable, state, context)));
}

/** Rejects with `complaint` when the time is up or the user cancels. */
function within<T>(promise: Promise<T>, limitMs: number, signal: AbortSignal, complaint: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new UserError(complaint));
    const timer = setTimeout(fail, limitMs);
    signal.addEventListener('abort', fail, { once: true });
    void promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
