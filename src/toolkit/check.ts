import { Analysis } from '../analysis/analysis';
import { startDeed, type Deed, type DeedContext } from '../base/deed';
import { UserError } from '../base/user-error';
import type { Report } from '../findings/finding';
import { TRACE_VERSION, type TraceEvent } from '../trace/event';
import { assembleReport } from './assemble-report';
import { calibrationEvents } from './calibrate';
import { ModuleStore } from './module-store';
import { SourceDisplay, type PathMapping } from './source-display';
import type { LentPageTarget, TargetEnd, TargetSpec } from './target';
import { TraceWriter } from './trace-writer';
import type { Watch, WatchOptions } from './watch';
import { ProcessVitals } from './process-vitals';
import type { UntilCondition } from './until-condition';
import { watchAttached } from './watch-attached';
import { watchLentPage } from './watch-lent-page';
import { watchLaunched } from './watch-launched';
import { watchPage } from './watch-page';

export interface CheckOptions {
  readonly target: TargetSpec | LentPageTarget;
  /** How long to watch. Default: a launched program until it exits, an attached one or a page 10 s. */
  readonly durationMs?: number;
  /** End when a process that is watched meets this. An attached one is watched until then, unless `durationMs` is given. */
  readonly until?: UntilCondition;
  readonly price?: Price;
  /** Where to write the trace, for `wasmscope report`. */
  readonly tracePath?: string;
  readonly pathMap?: readonly PathMapping[];
  /** What the target prints (launch only). */
  readonly onOutput?: (text: Uint8Array) => void;
}

export interface Price {
  readonly cpuHour: number;
  readonly gbHour: number;
  readonly currency: string;
}

export interface CheckResult {
  readonly report: Report;
  /** What could not be done beside the report, one line each. */
  readonly warnings: readonly string[];
  /** Why the trace that was asked for is incomplete, or null. */
  readonly traceProblem: string | null;
}

/** What does not end by itself. */
const WATCHED_MS = 10_000;

/** Watches a service and says what is wrong with it. Cancelling ends the watch; the report still comes. */
export function check(options: CheckOptions): Deed<CheckResult> {
  return startDeed((context) => runCheck(options, context));
}

async function runCheck(options: CheckOptions, { signal, report: progress }: DeedContext): Promise<CheckResult> {
  if (options.until && (options.target.kind === 'url' || options.target.kind === 'lent')) throw new UserError('a page does not tell the state that --until waits for: give --for instead');
  const modules = new ModuleStore();
  const paths = new SourceDisplay(options.pathMap ?? [], (module) => modules.file(module));
  const analysis = new Analysis({ symbols: (module) => modules.symbols(module), sourcePath: (file, module) => paths.resolve(file, module) });
  const started = new Date();
  const writer = options.tracePath === undefined ? undefined : new TraceWriter(options.tracePath);
  let isTracing = false;
  let nodeVersion: string | null = null;
  const early: TraceEvent[] = [];
  const met = new AbortController();
  const observed = new ProcessVitals();
  const onEvent = (event: TraceEvent): void => {
    if (event.kind === 'thread-start') {
      nodeVersion ??= event.nodeVersion;
      paths.addProgram(event);
    }
    if (event.kind === 'vitals' && options.until?.isMetBy(observed.of(event))) met.abort();
    modules.onEvent(event);
    analysis.onEvent(event);
    if (isTracing) writer?.onEvent(event);
    else early.push(event);
  };
  const watchOptions: WatchOptions = { onEvent, onModule: (module, bytes) => modules.add(module, bytes), onOutput: options.onOutput ?? (() => undefined), trackAllocations: true };
  progress('connecting');
  const watch = await startWatch(options.target, watchOptions);
  try {
    writer?.begin({ format: 'wasmscope-trace', version: TRACE_VERSION, mode: watch.mode, startedAt: started.toISOString(), target: watch.target });
    isTracing = true;
    for (const event of early.splice(0)) writer?.onEvent(event);
    if (options.price) onEvent({ kind: 'price', ...options.price, t: Date.now(), pid: 0, tid: 0 });
    const end = await watchUntilDone(watch, options, AbortSignal.any([signal, met.signal]), progress);
    if (watch.mode === 'launch' && nodeVersion === null && end.exitCode !== null) throw new UserError(nothingWatched(watch.target.command, end.exitCode));
    progress('reading debug information');
    for (const event of await calibrationEvents(analysis.handoffSizes())) onEvent(event);
    await modules.openSymbols(new AbortController().signal);
    const durationMs = Date.now() - started.getTime();
    const traceProblem = writer?.finish({ durationMs, ...end }, modules) ?? null;
    const report = await assembleReport(analysis, modules, { mode: watch.mode, target: { ...watch.target, nodeVersion: watch.target.nodeVersion ?? nodeVersion }, startedAt: started.toISOString(), durationMs, end, notes: watch.notes, pathMap: options.pathMap ?? [] });
    return { report, warnings: options.until && !met.signal.aborted ? [...watch.notes, `${options.until.text} was not met`] : watch.notes, traceProblem };
  } catch (error) {
    await watch.stop();
    throw error;
  } finally {
    watch.dispose();
  }
}

function startWatch(target: CheckOptions['target'], options: WatchOptions): Promise<Watch> {
  if (target.kind === 'launch') return watchLaunched(target, options);
  if (target.kind === 'lent') return watchLentPage(target, options);
  return target.kind === 'url' ? watchPage(target, options) : watchAttached(target, options);
}

function nothingWatched(command: string | null, exitCode: number): string {
  return `'${command ?? ''}' ended with exit code ${exitCode} and started no Node program that could be watched: give a command that runs node (and leaves NODE_OPTIONS to it), or attach with --pid`;
}

/** Until the target ends, the time is up, or the user cancels; then everything is taken out again. */
async function watchUntilDone(watch: Watch, options: CheckOptions, signal: AbortSignal, progress: DeedContext['report']): Promise<TargetEnd> {
  const limitMs = options.durationMs ?? (options.target.kind !== 'launch' && !options.until ? WATCHED_MS : Infinity);
  const startedAt = Date.now();
  const ticker = setInterval(() => {
    const elapsedMs = Date.now() - startedAt;
    progress(`watching, ${Math.round(elapsedMs / 1000)} s`, limitMs === Infinity ? undefined : Math.min(1, elapsedMs / limitMs));
  }, 1_000);
  const ended = await new Promise<TargetEnd | null>((resolve) => {
    void watch.ended.then(resolve);
    const stop = (): void => resolve(null);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    if (limitMs !== Infinity) setTimeout(stop, limitMs).unref();
  });
  clearInterval(ticker);
  // A signal of ours says nothing of the program.
  return ended ?? { ...(await watch.stop()), signal: null };
}
