import { OutputEvent, Source } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { basename, dirname } from 'node:path';
import { UserError } from '../base/user-error';
import type { FindScriptMap } from '../session/compiled-script';
import { Debuggee } from '../session/debuggee';
import { diskFolders } from '../session/disk-folders';
import type { Frame, LiveFrame, WasmFrame } from '../session/frames';
import { moduleFile } from '../session/module-file';
import { SourcePaths } from '../session/source-paths';
import type { Thread } from '../session/thread';
import type { LoadedBytes } from '../session/wasm-script';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { Formatter } from '../values/value';
import { targetFilter } from '../values/target-filter';
import { CodeAddresses } from './code-addresses';
import { DapSources } from './dap-frames';
import { PausedProgramCalls } from './program-calls';
import { ThreadsTogether } from './threads-together';
import { VariableStore } from './variable-store';
import { WasmValues } from './wasm-values';

/** What the adapter needs of the house around it. */
export interface AdapterHost {
  /** `debugDirs` hold debug information kept apart from modules; more may lie beside the module's own file. */
  openSymbols(module: Uint8Array | LoadedBytes, debugDirs: readonly string[], findFile: (bytes: Uint8Array) => string | null): Promise<ModuleSymbols>;
  readonly findScriptMap: FindScriptMap;
  /** The script that a program's children are made known by (agent/debug-boot). */
  readonly bootPath: string;
  /** For every session, after those of its configuration. */
  readonly formatters?: readonly Formatter[];
}

/** What all requests of one client share: the program, and the numbers under which the client knows parts of it. */
export class DebugContext {
  readonly paths = new SourcePaths(diskFolders);
  readonly debuggee: Debuggee;
  readonly variables = new VariableStore();
  readonly sources = new DapSources();
  readonly addresses = new CodeAddresses();
  readonly together: ThreadsTogether;
  debugDirs: readonly string[] = [];
  /** The user's own. */
  formatters: readonly Formatter[] = [];
  /** Whether expressions that the user types may run functions of the program. */
  allowCalls = false;
  /** Whether the client fetches variables again when told so. */
  clientRefreshes = false;
  /** Whether it shows how far something is that takes a while. */
  clientShowsProgress = false;
  /** The user ends the program: nobody has to tell him. */
  endIsWanted = false;
  lastStopped: Thread | undefined;
  private readonly frames = new Map<number, { readonly threadId: number; readonly frame: Frame }>();
  private lastFrameId = 0;

  constructor(
    private readonly host: AdapterHost,
    readonly send: (event: DebugProtocol.Event) => void,
    /** A request to the client; rejects with what it says where it does not do it. */
    readonly ask: (command: string, args: object) => Promise<void>,
  ) {
    this.debuggee = new Debuggee({
      paths: this.paths,
      openSymbols: (module, url) => host.openSymbols(module, this.debugFolders(url), (bytes) => moduleFile(bytes, this.paths)),
      findScriptMap: host.findScriptMap,
      filterOf: (condition, symbols, offset) => targetFilter(condition, symbols.variablesAt(offset)[0] ?? []),
    });
    this.together = new ThreadsTogether(this.debuggee);
  }

  get bootPath(): string {
    return this.host.bootPath;
  }

  /** Separate debug information may lie beside the module as well, where its own file is known. */
  private debugFolders(url: string): readonly string[] {
    const path = this.debuggee.addresses.pathOf(url);
    return path === null ? this.debugDirs : [...this.debugDirs, dirname(path)];
  }

  useFormatters(configured: readonly Formatter[]): void {
    this.formatters = [...configured, ...(this.host.formatters ?? [])];
  }

  /** A line of the debugger's own in the console. */
  say(text: string, from?: { readonly path: string; readonly line: number }): void {
    const event: DebugProtocol.OutputEvent = new OutputEvent(`${text}\n`, 'console');
    if (from) event.body = { ...event.body, source: new Source(basename(from.path), from.path), line: from.line };
    this.send(event);
  }

  frameId(threadId: number, frame: Frame): number {
    this.frames.set(++this.lastFrameId, { threadId, frame });
    return this.lastFrameId;
  }

  frame(frameId: number): { readonly thread: Thread; readonly frame: LiveFrame } {
    const entry = this.frames.get(frameId);
    if (!entry) throw new UserError('this frame is of a stop that is over');
    if (entry.frame.kind === 'async') throw new UserError('of this call only the place is known: it returned, or waits, before what runs now began');
    return { thread: this.debuggee.thread(entry.threadId), frame: entry.frame };
  }

  /** The thread runs on: its frames and variables are no more. */
  forgetStop({ id }: Thread): void {
    this.variables.forgetThread(id);
    for (const [frameId, { threadId }] of this.frames) if (threadId === id) this.frames.delete(frameId);
  }

  wasmValues(thread: Thread, frame: WasmFrame): WasmValues {
    const calls = this.allowCalls ? new PausedProgramCalls(thread.requireArrival(), frame) : undefined;
    return new WasmValues(frame, { thread, store: this.variables, formatters: this.formatters, module: this.hasOneModule() ? null : frame.script.url, calls });
  }

  /** Then nobody needs to be told which module's memory an address is of. */
  private hasOneModule(): boolean {
    return new Set(this.debuggee.threads().flatMap((thread) => [...thread.scripts()].map(({ url }) => url))).size <= 1;
  }

  /** What a thread that stopped at a Rust panic says. Never rejects. */
  async panicText(thread: Thread): Promise<string> {
    const frames = (await thread.pause?.frames().catch(() => [])) ?? [];
    const [frame] = frames;
    const message = frame?.kind === 'wasm' ? await this.wasmValues(thread, frame).panicMessage().catch(() => undefined) : undefined;
    if (message !== undefined) return `Rust panic: ${message}`;
    // Optimisation may leave no message, but what called for the panic tells its kind.
    const own = frames.findIndex(({ name }) => !/^(core|std|alloc)::|rust_begin_unwind$/.test(name));
    const cause = frames[own - 1]?.name.split('::').at(-1);
    return cause === undefined ? 'Rust panic' : `Rust panic in ${cause}`;
  }

  /** By script id. */
  readonly loadedSymbols = (): Promise<[string, ModuleSymbols][]> => {
    const scripts = this.debuggee.threads().flatMap((thread) => [...thread.scripts()]);
    return Promise.all(scripts.map(async (script): Promise<[string, ModuleSymbols]> => [script.scriptId, await script.symbols()]));
  };
}
