import type { Protocol } from 'devtools-protocol';
import type { ModuleOffset } from '../base/offsets';
import type { ScriptPosition } from '../base/script-map';
import { UserError, messageFor } from '../base/user-error';
import type { CdpSession } from '../cdp/connection';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { BoundPlace, Breakpoint } from './breakpoint';
import { ThreadBreakpoints, type FilterOf } from './breakpoints';
import { CompiledScript, type Origin } from './compiled-script';
import { Evaluations } from './evaluations';
import { framesOf } from './frames';
import { HandoverPauses } from './handover-pauses';
import { LeftFunction, type Returned } from './left-function';
import { LeftSteps } from './left-steps';
import { HANDOVER_SCRIPT } from './module-handover';
import { Pause, thrownAt, type Thrown } from './pause';
import { PauseRequest } from './pause-request';
import { ScriptBinding } from './script-binding';
import { StepTravel } from './step-travel';
import type { StepCommand, StepKind, SteppedThread } from './stepped-thread';
import { pastPrologue, step, type StepOptions } from './stepping';
import type { ThreadGuest } from './thread-guest';
import { ThreadScripts, type ScriptOrigins } from './thread-scripts';
import type { WasmScript } from './wasm-script';

/** The protocol session of one thread, for what is asked of V8 in its own words: JavaScript values and source texts. */
export type ThreadSession = CdpSession;

export type StopReason = 'breakpoint' | 'step' | 'exception' | 'panic' | 'pause' | 'entry' | 'debugger statement';
export type ExceptionMode = 'none' | 'uncaught' | 'caught' | 'all';

export interface Stop {
  readonly reason: StopReason;
  readonly breakpointIds: readonly number[];
  /** Of an exception, as the engine words it. */
  readonly text: string | null;
}

/** What a thread tells its program, and asks of it. */
export interface ThreadHost extends ScriptOrigins {
  readonly filterOf: FilterOf;
  readonly guests: Iterable<ThreadGuest>;
  readonly stopOnEntry: boolean;
  /** Script addresses that V8 steps past by itself. */
  readonly skipPatterns: readonly string[];
  skips(file: string): boolean;
  /** How many calls of asynchronous parents V8 keeps for stacks; costs much where promises are many. */
  readonly asyncStackDepth: number;
  breakpoints(): Iterable<Breakpoint>;
  onBound(id: number, place: BoundPlace): void;
  onWasmScript(thread: Thread, script: WasmScript): void;
  onStopped(thread: Thread, stop: Stop): void;
  onResumed(thread: Thread): void;
  onTrouble(message: string): void;
  /** Conditions, hit counts, log points: whether the thread stays stopped. */
  staysStopped(thread: Thread, breakpointIds: readonly number[]): Promise<boolean>;
  /** Whether a Rust panic is among them. */
  hitsPanic(breakpointIds: readonly number[]): boolean;
  /** Whether to stop at this exception, of those that V8 reports. */
  wantsException(thrown: Thrown, isInWasm: boolean): boolean;
}

/** One thread of the program: its scripts, its breakpoints, and whether it runs. */
export class Thread implements SteppedThread {
  readonly breakpoints: ThreadBreakpoints;
  readonly evaluations: Evaluations;
  private readonly loaded: ThreadScripts;
  private stopped: Pause | null = null;
  /** Told so; otherwise a pause is still being judged, or part of a step that goes on. */
  private isAtRest = false;
  private lastStop: Stop | null = null;
  /** A step in progress takes the next pause. */
  private stepWaits: ((event: Protocol.Debugger.PausedEvent | null) => void) | undefined;
  private readonly pauseRequest: PauseRequest;
  private readonly leftSteps = new LeftSteps();
  private readonly travel: StepTravel;
  /** False while V8 tells of the scripts that were there before us. */
  private isPrepared = false;
  /** The last pause that a breakpoint asked for, its condition fulfilled. */
  private holding: Protocol.Debugger.PausedEvent | null = null;
  private readonly binding: ScriptBinding;
  /** A thread that was told to run does so. */
  private resuming: Promise<void> | undefined;
  private onLetGo: (() => void) | undefined;
  private readonly left = new LeftFunction();

  constructor(
    readonly id: number,
    readonly name: string,
    readonly session: ThreadSession,
    private readonly host: ThreadHost,
  ) {
    this.pauseRequest = new PauseRequest(session, () => this.evaluations.isRunning);
    this.evaluations = new Evaluations(session);
    this.loaded = new ThreadScripts(session, host);
    this.breakpoints = new ThreadBreakpoints(session, host, (breakpointId, place) => host.onBound(breakpointId, place));
    this.binding = new ScriptBinding(session, host, this.breakpoints, this.loaded);
    this.travel = new StepTravel(session, this, this.binding, this.loaded, this.leftSteps);
    session.on('Debugger.scriptParsed', (script) => this.onScript(script));
    const pauses = new HandoverPauses(session, (scriptId) => this.loaded.urls.get(scriptId));
    session.on('Debugger.paused', (event) => {
      const seen = pauses.seen(event);
      if (seen) this.guard(this.onPaused(seen));
    });
    session.on('Debugger.resumed', () => this.onResumed());
    session.on('Runtime.executionContextsCleared', () => this.forgetScripts());
    session.onClose(() => {
      this.stopped = null;
      this.onLetGo?.();
      this.stepWaits?.(null);
    });
  }

  /** Everything that must stand before the first instruction; the thread may run afterwards. V8 answers in order, so nothing waits for an answer in vain. */
  async prepare(exceptions: ExceptionMode): Promise<void> {
    const enabled = this.session.send('Debugger.enable', {}).then(() => {
      this.isPrepared = true;
      return this.addBreakpoints([...this.host.breakpoints()]);
    });
    await Promise.all([
      enabled,
      ...[...this.host.guests].map((guest) => guest.install(this.session)),
      this.applySkipPatterns(),
      ...(this.host.asyncStackDepth > 0 ? [this.session.send('Debugger.setAsyncCallStackDepth', { maxDepth: this.host.asyncStackDepth })] : []),
      this.setExceptionMode(exceptions),
    ]);
  }

  async applySkipPatterns(): Promise<void> {
    await this.session.send('Debugger.setBlackboxPatterns', { patterns: [...this.host.skipPatterns, `^${HANDOVER_SCRIPT}$`] });
  }

  /** V8 offers no "caught" alone where we need one; the host decides among all. */
  async setExceptionMode(state: ExceptionMode): Promise<void> {
    await this.session.send('Debugger.setPauseOnExceptions', { state });
  }

  get pause(): Pause | null {
    return this.isAtRest ? this.stopped : null;
  }

  /** Why the thread stands, as it was told. */
  get stop(): Stop | null {
    return this.pause && this.lastStop;
  }

  /** For requests that need a stopped thread. */
  requirePause(): Pause {
    if (!this.pause) throw new UserError(`${this.name} is running: pause it first`);
    return this.pause;
  }

  /** Where it has come to, whether it stays there or not. */
  requireArrival(): Pause {
    if (!this.stopped) throw new UserError(`${this.name} runs on`);
    return this.stopped;
  }

  scripts(): Iterable<WasmScript> {
    return this.loaded.wasm.values();
  }

  wasmScript(scriptId: string): WasmScript | undefined {
    return this.loaded.wasm.get(scriptId);
  }

  urlOf({ location }: Protocol.Debugger.CallFrame): string {
    return this.loaded.urlOf(location.scriptId);
  }

  originOf({ location }: Protocol.Debugger.CallFrame): Promise<Origin | null | undefined> {
    return this.loaded.originOf(location);
  }

  breakpointOffsets(script: WasmScript): readonly number[] {
    return this.breakpoints.offsetsIn(script);
  }

  /** Resolves when they are set wherever they can be now; modules loaded later bind them before they run. */
  addBreakpoints(breakpoints: readonly Breakpoint[]): Promise<void> {
    return this.binding.add(breakpoints);
  }

  scriptFiles(): Promise<string[]> {
    return this.loaded.files();
  }

  placesInScript(path: string, firstLine: number, lastLine: number): Promise<ScriptPosition[]> {
    return this.loaded.placesIn(path, firstLine, lastLine);
  }

  async resume(): Promise<void> {
    this.requirePause();
    this.left.forget();
    this.leave();
    this.resuming = new Promise((resolve) => (this.onLetGo = resolve));
    await this.session.send('Debugger.resume', {});
  }

  /** Resolves once the step is under way; its end is a stop like any other. */
  step(kind: StepKind, options: StepOptions = {}): void {
    const { event } = this.requirePause();
    this.left.forget();
    // One step at a time: the pauses on its way are its own.
    this.isAtRest = false;
    const taken = step(this, kind, event, options).then(async (paused) => {
      if (!paused) return;
      await this.left.told();
      await this.stopAt(paused, 'step');
    });
    this.guard(
      taken.catch((error: unknown) => {
        // It could not be taken, or not to its end: the thread stands where it came to.
        if (this.stopped && !this.session.closed) this.rest(this.stopped, { reason: 'step', breakpointIds: [], text: null });
        throw error;
      }),
    );
  }

  skips(file: string): boolean {
    return this.host.skips(file);
  }

  onReturned(symbols: ModuleSymbols, offset: ModuleOffset): void {
    this.left.leave(symbols, offset, this.requireArrival().topState());
  }

  /** What the last step left behind, if it left a function. */
  get returned(): Returned | null {
    return this.left.returned;
  }

  async isGlue({ location }: Protocol.Debugger.CallFrame): Promise<boolean> {
    return (await this.loaded.glue?.has(location.scriptId)) === true;
  }

  stepThroughGlue({ location }: Protocol.Debugger.CallFrame): Promise<Protocol.Debugger.PausedEvent | null> {
    return this.loaded.glue!.passing(location.scriptId, () => this.go('Debugger.stepInto'));
  }

  async requestPause(): Promise<void> {
    if (!this.pause) await this.pauseRequest.open(this.resuming);
  }

  /** Nobody waits for it to stand still any more. */
  cancelPause(): Promise<void> {
    this.pauseRequest.cancel();
    return Promise.resolve();
  }

  go(command: StepCommand, skip?: Protocol.Debugger.LocationRange[]): Promise<Protocol.Debugger.PausedEvent | null> {
    return this.travel.go(command, skip);
  }

  runTo(script: WasmScript, offsets: readonly ModuleOffset[]): Promise<Protocol.Debugger.PausedEvent | null> {
    return this.travel.runTo(script, offsets);
  }

  runOutTo(caller: Protocol.Debugger.CallFrame): Promise<Protocol.Debugger.PausedEvent | null> {
    return this.travel.runOutTo(caller);
  }

  async letGo(): Promise<null> {
    this.leave();
    await this.session.send('Debugger.resume', {});
    return null;
  }

  intoForeign(entered: Protocol.Debugger.PausedEvent): Promise<Protocol.Debugger.PausedEvent | null> {
    return this.travel.intoForeign(entered);
  }

  /** Of a step: gives one command, and waits for where it ends. */
  async nextPause(start: () => Promise<void>): Promise<Protocol.Debugger.PausedEvent | null> {
    if (this.session.closed) return null;
    const paused = new Promise<Protocol.Debugger.PausedEvent | null>((resolve) => (this.stepWaits = resolve));
    this.left.ask();
    await start().catch((error: unknown) => {
      this.stepWaits = undefined;
      throw error;
    });
    this.leave();
    const event = await paused;
    if (event) await this.judge(event);
    return event;
  }

  /** Each arrival at breakpoints is judged once, since a hit counts and a message is logged. */
  private async judge(event: Protocol.Debugger.PausedEvent): Promise<void> {
    this.stopped = this.pauseAt(event);
    // A trap at the very instruction of a breakpoint is no second arrival.
    const ids = thrownAt(event) ? [] : this.breakpoints.hit(event);
    this.holding = ids.length > 0 && (await this.host.staysStopped(this, ids)) ? event : null;
  }

  get arrival(): Protocol.Debugger.PausedEvent | null {
    return this.stopped?.event ?? null;
  }

  isPassedBy(event: Protocol.Debugger.PausedEvent): boolean {
    return (this.breakpoints.hit(event).length > 0 || this.binding.isAtLoader(event)) && !this.interrupts(event);
  }

  interrupts(event: Protocol.Debugger.PausedEvent): boolean {
    return this.pauseRequest.isOpen || thrownAt(event) !== undefined || this.holding === event;
  }

  /** Leaves the thread as it was found, running at full speed. Never rejects. */
  async release(): Promise<void> {
    if (this.session.closed) return;
    await Promise.allSettled([...[...this.host.guests].map((guest) => guest.remove(this.session)), this.binding.ignoreFirstRuns()]);
    await this.session.send('Debugger.disable').catch(() => undefined);
  }

  /** A page went elsewhere: V8 numbers the scripts of the next one anew. What was asked for by address stays. */
  private forgetScripts(): void {
    this.loaded.clear();
    this.breakpoints.forgetScripts();
    this.stepWaits?.(null);
    this.stepWaits = undefined;
    this.onResumed();
  }

  private onScript(parsed: Protocol.Debugger.ScriptParsedEvent): void {
    const script = this.loaded.add(parsed, !this.isPrepared);
    if (!script) return;
    if (!(script instanceof CompiledScript)) this.host.onWasmScript(this, script);
    this.guard(this.binding.bindIn(script));
  }

  private async onPaused(event: Protocol.Debugger.PausedEvent): Promise<void> {
    if (event.reason === 'instrumentation') return this.binding.beforeFirstRun(event);
    if (this.binding.isAtLoader(event)) await this.binding.beforeCompiling(event);
    if ((this.stepWaits || this.pauseRequest.isOpen) && this.evaluations.passes(event)) return;
    const waits = this.stepWaits;
    this.stepWaits = undefined;
    if (waits) return waits(event);
    await this.stopAt(event, null);
  }

  private pauseAt(event: Protocol.Debugger.PausedEvent): Pause {
    return new Pause(event, this.session, () => framesOf(event, this.loaded, this.host));
  }

  private async stopAt(event: Protocol.Debugger.PausedEvent, ended: 'step' | 'pause' | null): Promise<void> {
    if (ended === null) await this.judge(event);
    if (this.stopped?.event !== event) return;
    const stop = this.describe(event, ended);
    const isPassedBy = ended === null && stop.reason !== 'exception' && this.isPassedBy(event);
    if (ended === null && stop.reason === 'pause') {
      this.pauseRequest.end();
      const settled = await pastPrologue(this, event);
      return settled ? this.stopAt(settled, 'pause') : undefined;
    }
    const isLeftOver = this.leftSteps.endsAt(event) && stop.reason === 'debugger statement';
    if (isPassedBy || isLeftOver || (ended === null && this.pauseRequest.isLate(event)) || !this.isWanted(event, stop)) {
      this.leave();
      return this.session.send('Debugger.resume', {});
    }
    this.rest(this.stopped, stop);
  }

  private rest(pause: Pause, stop: Stop): void {
    this.pauseRequest.end();
    this.isAtRest = true;
    this.lastStop = stop;
    if (this.loaded.wasm.has(pause.top.location.scriptId)) pause.readAhead();
    this.host.onStopped(this, stop);
  }

  private isWanted(event: Protocol.Debugger.PausedEvent, stop: Stop): boolean {
    if (stop.reason === 'entry') return this.host.stopOnEntry;
    const thrown = thrownAt(event);
    if (thrown) return this.host.wantsException(thrown, this.loaded.wasm.has(event.callFrames[0]?.location.scriptId ?? ''));
    return true;
  }

  private describe(event: Protocol.Debugger.PausedEvent, ended: 'step' | 'pause' | null): Stop {
    const breakpointIds = this.holding === event ? this.breakpoints.hit(event) : [];
    if (this.host.hitsPanic(breakpointIds)) return { reason: 'panic', breakpointIds: [], text: null };
    const thrown = thrownAt(event);
    if (thrown) return { reason: 'exception', breakpointIds, text: thrown.text };
    const reason: StopReason = breakpointIds.length > 0 ? 'breakpoint' : (event.reason as string) === 'Break on start' ? 'entry' : this.pauseRequest.isOpen ? 'pause' : (ended ?? 'debugger statement');
    return { reason, breakpointIds, text: null };
  }

  /** Heard of while stopped: another debugger on the same port let the thread go. */
  private onResumed(): void {
    this.onLetGo?.();
    const wasAtRest = this.pause !== null;
    this.leave();
    if (wasAtRest) this.host.onResumed(this);
  }

  private leave(): void {
    this.stopped = null;
    this.isAtRest = false;
  }

  /** Work that nobody waits for. A target that went away meanwhile tells so by itself. */
  private guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!this.session.closed) this.host.onTrouble(messageFor(error));
    });
  }
}
