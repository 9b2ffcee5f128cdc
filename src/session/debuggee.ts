import { DisposableStack, type Disposable } from '../base/disposable';
import { Emitter } from '../base/events';
import { UserError } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import { startsPanic } from '../symbols/rust-panics';
import { BreakpointBook, type BreakpointStatus, type BreakpointWish } from './breakpoint-book';
import type { BoundPlace, Breakpoint } from './breakpoint';
import { mayBeWasmSource, type FilterOf } from './breakpoints';
import type { FindScriptMap } from './compiled-script';
import { diskFolders } from './disk-folders';
import { ModuleHandover } from './module-handover';
import type { ModuleLoading } from './module-loading';
import type { Thrown } from './pause';
import { ScriptAddresses } from './script-addresses';
import { SkippedFiles } from './skipped-files';
import type { SourcePaths } from './source-paths';
import type { ThreadGuest } from './thread-guest';
import { Thread, type ExceptionMode, type Stop, type ThreadHost } from './thread';
import type { OpenSymbols, SymbolSources, WasmScript } from './wasm-script';

export interface DebuggeeEvents {
  stopped: { readonly thread: Thread; readonly stop: Stop };
  resumed: Thread;
  threadStarted: Thread;
  threadEnded: Thread;
  breakpoint: BreakpointStatus;
  script: WasmScript;
  loading: ModuleLoading;
  /** `console` is what the debugger itself has to say. */
  output: { readonly category: 'stdout' | 'stderr' | 'console' | 'important'; readonly text: string };
  /** A program came to its end, and waits for what is asked of it now (`holdEnd`). */
  leaving: undefined;
  /** Once. `exitCode` null where it is not known. */
  ended: { readonly exitCode: number | null; readonly why: string };
}

/** What to stop at: `traps` are failures inside Wasm, caught by JavaScript or not; `panics` are Rust's, where they begin. */
export interface ExceptionFilters {
  readonly uncaught: boolean;
  readonly all: boolean;
  readonly traps: boolean;
  readonly panics: boolean;
}

/** The group of the breakpoint behind the filter: no path of a file is relative. */
const PANICS = 'panics';

/** A thread that waits in the operating system, as for a child process, answers nothing: V8 lets it go when the connection ends. */
const RELEASE_MS = 2_000;

/** Decides at a breakpoint, with the source's own values, whether to stop; handed in, since the session knows no languages. */
export type BreakpointJudge = (thread: Thread, breakpoint: Breakpoint) => Promise<boolean>;

export interface DebuggeeOptions {
  readonly paths: SourcePaths;
  readonly openSymbols: OpenSymbols;
  readonly filterOf?: FilterOf;
  readonly findScriptMap?: FindScriptMap;
}

/** How one program is debugged; set before it runs. */
export interface RunSettings {
  readonly stopOnEntry: boolean;
  /** Files that steps go past. */
  readonly skippedFiles: SkippedFiles;
  readonly followWorkers: boolean;
  /** 0: none. */
  readonly asyncStackDepth: number;
}

/** The debugged program: its threads, and the breakpoints that hold in all of them. Exists before the program does. */
export class Debuggee implements ThreadHost {
  readonly events = new Emitter<DebuggeeEvents>();
  readonly paths: SourcePaths;
  readonly filterOf: FilterOf;
  readonly findScriptMap: FindScriptMap;
  readonly addresses = new ScriptAddresses(diskFolders);
  symbols: SymbolSources;
  judge: BreakpointJudge | undefined;
  private settings: RunSettings = { stopOnEntry: false, skippedFiles: new SkippedFiles([]), followWorkers: true, asyncStackDepth: 0 };
  private readonly threadsById = new Map<number, Thread>();
  private readonly book = new BreakpointBook();
  private filters: ExceptionFilters = { uncaught: false, all: false, traps: false, panics: false };
  private lastThreadId = 0;
  private ended = false;
  private isReplaced = false;
  private readonly cleanup = new DisposableStack();
  private readonly lastQuestions = new Set<Promise<unknown>>();
  readonly guests = new Set<ThreadGuest>();

  constructor({ paths, openSymbols, filterOf = () => Promise.resolve(null), findScriptMap = () => Promise.resolve(null) }: DebuggeeOptions) {
    this.paths = paths;
    this.filterOf = filterOf;
    this.findScriptMap = findScriptMap;
    this.symbols = { openSymbols, handover: null, onLoading: (loading) => this.events.emit('loading', loading) };
  }

  /** Never rejects: a program that comes to its end can be asked until then. */
  async leave(): Promise<void> {
    this.events.emit('leaving', undefined);
    await Promise.allSettled(this.lastQuestions);
  }

  holdEnd(question: Promise<unknown>): void {
    this.lastQuestions.add(question);
    const settled = (): unknown => this.lastQuestions.delete(question);
    question.then(settled, settled);
  }

  get stopOnEntry(): boolean {
    return this.settings.stopOnEntry;
  }

  get skipPatterns(): readonly string[] {
    const { isOn, patterns } = this.settings.skippedFiles;
    return isOn ? patterns : [];
  }

  get skipsGlue(): boolean {
    return this.settings.skippedFiles.hasGlue;
  }

  skips(file: string): boolean {
    const { skippedFiles } = this.settings;
    const path = this.paths.resolve(file);
    return skippedFiles.has(file) || (path !== null && skippedFiles.has(path));
  }

  /** Whether steps go past those files from now on. */
  async skipFiles(isOn: boolean): Promise<void> {
    this.settings.skippedFiles.isOn = isOn;
    await Promise.all(this.threads().map((thread) => thread.applySkipPatterns()));
  }

  get skipsFiles(): boolean {
    return this.settings.skippedFiles.isOn;
  }

  get asyncStackDepth(): number {
    return this.settings.asyncStackDepth;
  }

  get followsWorkers(): boolean {
    return this.settings.followWorkers;
  }

  configure(settings: RunSettings): void {
    this.settings = settings;
  }

  /** The program, which waits for its first instruction, is to leave the bytes of large modules as files. */
  handOverModules(): void {
    const handover = new ModuleHandover();
    this.use(handover);
    this.invite(handover);
    this.symbols = { ...this.symbols, handover };
  }

  /** Into every thread of this program. */
  invite(guest: ThreadGuest): void {
    this.guests.add(guest);
    this.cleanup.defer(() => this.guests.delete(guest));
  }

  /** Kept until the program ends or is released. */
  use(resource: Disposable): void {
    this.cleanup.use(resource);
  }

  threads(): readonly Thread[] {
    return [...this.threadsById.values()];
  }

  thread(id: number): Thread {
    const thread = this.threadsById.get(id);
    if (!thread) throw new UserError(this.ended ? 'the program has ended' : `there is no thread ${id}`);
    return thread;
  }

  breakpoints(): Iterable<Breakpoint> {
    return this.book.all();
  }

  /** Replaces the breakpoints of one group, such as a file; those that stay keep their id and are not touched in the running program. */
  async setBreakpoints(group: string, wishes: readonly BreakpointWish[]): Promise<BreakpointStatus[]> {
    const { all, added, removed } = this.book.replace(group, wishes);
    const threads = this.threads();
    await Promise.all(threads.map((thread) => thread.breakpoints.remove(removed)));
    await Promise.all(threads.map((thread) => thread.addBreakpoints(added)));
    return Promise.all(all.map((breakpoint) => this.statusOf(breakpoint)));
  }

  async setExceptionFilters(filters: ExceptionFilters): Promise<void> {
    this.filters = filters;
    await Promise.all(this.threads().map((thread) => thread.setExceptionMode(this.exceptionMode())));
    await this.setBreakpoints(PANICS, filters.panics ? [{ path: '', line: 0, panics: true }] : []);
  }

  /** Leaves every thread running as it was found. Never rejects. */
  async release(): Promise<void> {
    const released = Promise.all(this.threads().map((thread) => thread.release()));
    this.cleanup.dispose();
    await atMost(RELEASE_MS, released);
    this.threadsById.clear();
  }

  /** The program makes room for the next one: its end is no news, and all that was wished stays. */
  async replace(ending: () => Promise<void>): Promise<void> {
    this.isReplaced = true;
    for (const thread of this.threads()) this.events.emit('threadEnded', thread);
    await ending().finally(() => (this.isReplaced = false));
    this.threadsById.clear();
    this.book.forgetPlaces();
    this.ended = false;
  }

  /** The first reason counts. */
  end(exitCode: number | null, why: string): void {
    if (this.ended || this.isReplaced) return;
    this.ended = true;
    this.cleanup.dispose();
    for (const thread of this.threads()) this.forget(thread);
    this.events.emit('ended', { exitCode, why });
  }

  onBound(id: number, place: BoundPlace): void {
    const status = this.book.bind(id, place);
    // Nobody but us knows of the one behind a filter.
    if (status && !this.hitsPanic([id])) this.events.emit('breakpoint', status);
  }

  onWasmScript(_thread: Thread, script: WasmScript): void {
    this.events.emit('script', script);
  }

  onStopped(thread: Thread, stop: Stop): void {
    this.events.emit('stopped', { thread, stop });
  }

  onResumed(thread: Thread): void {
    this.events.emit('resumed', thread);
  }

  onTrouble(message: string): void {
    this.events.emit('output', { category: 'important', text: `wasmscope: ${message}\n` });
  }

  /** All of them are asked: each may have a message to log. */
  async staysStopped(thread: Thread, breakpointIds: readonly number[]): Promise<boolean> {
    let stays = false;
    for (const id of breakpointIds) {
      const breakpoint = this.book.get(id);
      if (breakpoint && (breakpoint.panics ? isOutermostPanic(thread) : !this.judge || (await this.judge(thread, breakpoint)))) stays = true;
    }
    return stays;
  }

  hitsPanic(breakpointIds: readonly number[]): boolean {
    return breakpointIds.some((id) => this.book.get(id)?.panics);
  }

  wantsException({ isUncaught }: Thrown, isInWasm: boolean): boolean {
    return this.filters.all || (this.filters.uncaught && isUncaught) || (this.filters.traps && isInWasm);
  }

  private exceptionMode(): ExceptionMode {
    return this.filters.all || this.filters.traps ? 'all' : this.filters.uncaught ? 'uncaught' : 'none';
  }

  /** Connects a thread, which waits or runs; once this resolves, it has its breakpoints. */
  async addThread(session: CdpSession, name: string): Promise<Thread> {
    const thread = new Thread(++this.lastThreadId, name, session, this);
    this.threadsById.set(thread.id, thread);
    session.onClose(() => this.forget(thread));
    await thread.prepare(this.exceptionMode());
    this.events.emit('threadStarted', thread);
    return thread;
  }

  private forget(thread: Thread): void {
    if (this.threadsById.delete(thread.id)) this.events.emit('threadEnded', thread);
  }

  private async statusOf(breakpoint: Breakpoint): Promise<BreakpointStatus> {
    const { id, path, line } = breakpoint;
    return this.book.status(breakpoint) ?? { id, path, verified: false, line, message: await this.whyUnbound(breakpoint) };
  }

  private async whyUnbound(breakpoint: Breakpoint): Promise<string> {
    const { path, functionName, instruction } = breakpoint;
    if (instruction) return 'waits for the module of this instruction to be loaded';
    const scripts = mayBeWasmSource(path) ? this.threads().flatMap((thread) => [...thread.scripts()].map((script) => thread.breakpoints.bindIn(script, breakpoint))) : [];
    const found = await Promise.all(scripts);
    if (functionName !== undefined) return `waits for a module with a function ${functionName} to be loaded${found.length === 0 ? '' : `; ${count(found.length, 'module')} so far, without such a function`}`;
    if (found.includes('no-code')) return 'no code at or after this line';
    return `waits for code with this line to be loaded${found.length === 0 ? '' : `; no debug information of the ${count(found.length, 'module')} so far names this file (was it built with -g, does "pathMap" lead here?)`}`;
  }
}

async function atMost(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, limitMs)))]);
  clearTimeout(timer);
}

/** A panic comes through several of the functions that it may begin in. */
function isOutermostPanic(thread: Thread): boolean {
  const [, ...callers] = thread.requireArrival().event.callFrames;
  return !callers.some(({ functionName, location }) => thread.wasmScript(location.scriptId) && startsPanic(functionName.replace(/^\$/, '')));
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
