import { startDeed, type Deed, type DeedContext } from '../base/deed';
import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';
import { allocationsOf } from '../profile/heap-profile';
import type { LiveMoment } from '../profile/live-moment';
import { sampledFunctions } from '../profile/match-modules';
import type { Profile } from '../profile/profile';
import { scriptPlaces, symbolicateProfile } from '../profile/symbolicate-profile';
import type { AllocationKind } from '../session/allocation-sampler';
import { ChildRecorders } from '../session/child-recorders';
import { bootEnvironment } from '../session/child-processes';
import { ProcessRecorder, type ProcessRecorderOptions, type RecordedThread } from '../session/process-recorder';
import { VitalsMonitor, type Vitals } from '../session/vitals-monitor';
import { BlockCounting } from './block-counting';
import { CountedModules } from './counted-modules';
import { LiveRecording } from './live-recording';
import { ModuleSearch } from './module-search';
import { separateScripts, type Thread } from './recorded-threads';
import type { Price } from './check';
import type { OpenModuleOptions } from './open-module';
import { debugBootPath } from './package-info';
import { openRecordTarget } from './open-record-target';
import type { RecordTarget } from './record-target';
import { summarise, summariseAllocations, type MetCondition, type RecordSummary } from './record-summary';
import { ScriptSources } from './script-sources';
import { SourceDisplay, type PathMapping } from './source-display';
import type { TargetEnd, TargetSpec } from './target';
import type { UntilCondition } from './until-condition';
import { inlinesWasm } from './wasm-inlining';

export interface RecordOptions extends OpenModuleOptions {
  readonly target: TargetSpec;
  /** How long to measure. Default: a launched program until it exits, an attached one or a page 10 s. */
  readonly durationMs?: number;
  /** Between two samples, microseconds; default 1000. */
  readonly samplingIntervalUs?: number;
  /** Module files that may be the ones that run, tried before any search. */
  readonly modulePaths?: readonly string[];
  /** Allow the debugger for a moment after measuring, when no file fits a running module; default true. */
  readonly debuggerWindow?: boolean;
  /** Launch: ask V8 not to inline Wasm into Wasm, so that every function keeps its own time. Costs speed. */
  readonly withoutInlining?: boolean;
  /** Record Node processes that the program starts from now on, too; default true. */
  readonly children?: boolean;
  /** Launch: count how often each line of Wasm runs, and share functions' time out over their lines. Costs speed. */
  readonly lines?: boolean;
  /** Sample JavaScript allocations, too; at the end all garbage is collected once. With `until`: what is left of them. */
  readonly heap?: boolean;
  /** End when this is met; the last `keepMs` are kept then. An attached program is watched until then, unless `durationMs` is given. */
  readonly until?: UntilCondition;
  /** With `until`; default 10 s. */
  readonly keepMs?: number;
  readonly pathMap?: readonly PathMapping[];
  readonly price?: Price;
  /** Called each second while the recording runs, which then is cut into slices of a second. */
  readonly onMoment?: (moment: LiveMoment) => void;
  /** What the target prints (launch only). */
  readonly onOutput?: (text: Uint8Array) => void;
}

export interface RecordResult {
  readonly profile: Profile;
  /** With `heap`; its samples weigh bytes. */
  readonly allocations?: Profile;
  readonly summary: RecordSummary;
  readonly startedAtMs: number;
  readonly end: TargetEnd;
  /** What could not be done beside the profile, one line each. */
  readonly warnings: readonly string[];
}

/** What does not end by itself. */
const WATCHED_MS = 10_000;
const KEPT_MS = 10_000;
const VITALS_EVERY_MS = 500;
/** A wait for the event loop is seen from the question on: a bound on it wants more questions. */
const WATCHED_VITALS_EVERY_MS = 100;
const KEPT_VITALS = 1_200;
const SLICE_MS = 2_000;
const LIVE_SLICE_MS = 1_000;
const SAMPLING_INTERVAL_US = 1_000;

/** Measures a program that runs at its own speed. Cancelling ends the recording; the profile still comes. */
export function record(options: RecordOptions): Deed<RecordResult> {
  return startDeed((context) => runRecord(options, context));
}

async function runRecord(options: RecordOptions, context: DeedContext): Promise<RecordResult> {
  if (options.lines && options.target.kind !== 'launch') throw new UserError('lines are counted in a program that record starts: give it after --, or leave --lines out');
  if (options.until && options.target.kind === 'url') throw new UserError('a page does not tell the state that --until waits for: give --for instead');
  const counting = options.lines ? new BlockCounting() : undefined;
  const children = followsChildren(options) ? new ChildRecorders(debugBootPath, options.target.kind === 'launch' || options.debuggerWindow !== false) : undefined;
  try {
    return await recordWith({ counting, children }, options, context);
  } finally {
    children?.dispose();
    counting?.dispose();
  }
}

/** What there may be beside a target. */
interface Beside {
  readonly counting: BlockCounting | undefined;
  readonly children: ChildRecorders | undefined;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/** Those of a program on another machine are out of reach. */
const followsChildren = ({ children = true, target }: RecordOptions): boolean => children && target.kind !== 'url' && (target.kind !== 'port' || LOOPBACK.has(target.host));

async function recordWith(beside: Beside, options: RecordOptions, context: DeedContext): Promise<RecordResult> {
  const { counting, children } = beside;
  const search = new ModuleSearch(options, context);
  context.report('connecting');
  const target = await openRecordTarget(options.target, {
    withoutInlining: options.withoutInlining ?? false,
    onOutput: options.onOutput ?? (() => undefined),
    environment(given) {
      const counted = counting?.environment(given) ?? given;
      return children?.environment(counted) ?? bootEnvironment(counted, { bootPath: debugBootPath, folder: '', isKnown: true });
    },
  });
  const startedAtMs = Date.now();
  const recording = await measureAndLeave(target, options, search, beside, context);
  context.report('reading debug information');
  const candidates = await search.candidates();
  const paths = new SourceDisplay(options.pathMap ?? [], (module) => candidates.find(({ hash }) => hash === module)?.file ?? undefined);
  for (const folder of search.folders) paths.addRoot(folder);
  const scripts = new ScriptSources();
  await scripts.load(scriptPlaces(recording.threads));
  const profile = symbolicateProfile(recording.threads, {
    candidates,
    scriptPlace: (place) => scripts.of(place),
    sourcePath: (file, module) => paths.resolve(file, module),
    linesOf(module, offset) {
      const candidate = candidates.find(({ hash }) => hash === module);
      return candidate && recording.counted?.linesOf(candidate, offset);
    },
  });
  const startMs = Math.min(...recording.threads.flatMap(({ slices }) => slices.map(({ startTime }) => startTime / 1_000)));
  const vitals = sinceStart(recording.vitals, startMs);
  const until = recording.until && { ...recording.until, metAtMs: recording.until.metAtMs === null ? null : recording.until.metAtMs - startMs };
  const conditions = { inliningOn: inlinesWasm(target.process.v8Version, target.process.flags), distorted: target.distorted };
  const allocations = options.heap ? allocationsIn(recording.threads) : undefined;
  const summary = summarise(
    profile,
    { mode: target.mode, ...conditions, vitals, until, ...(allocations ? { allocations: summariseAllocations(allocations, allocationKind(options)) } : {}) },
    options.price,
  );
  return {
    profile: { ...profile, vitals: summary.vitals, conditions },
    ...(allocations ? { allocations } : {}),
    summary,
    startedAtMs,
    end: recording.end,
    warnings: [...target.notes, ...(counting?.problems ?? []), ...warningsFor(profile, recording, allocations)],
  };
}

/** All that was ever allocated grows without end where nobody says when the end is. */
const allocationKind = ({ until }: RecordOptions): AllocationKind => (until ? 'live' : 'allocated');

/** Of all threads; they weigh bytes, and those stand side by side. */
function allocationsIn(threads: readonly Thread[]): Profile {
  return symbolicateProfile(threads.flatMap(({ name, allocations }) => (allocations ? [{ name, slices: [allocationsOf(allocations)] }] : [])));
}

/** What was seen while samples were taken, timed as they are. */
function sinceStart(vitals: readonly Vitals[], startMs: number): Vitals[] {
  return vitals.map((each) => ({ ...each, atMs: each.atMs - startMs })).filter(({ atMs }) => atMs >= 0);
}

interface Recording {
  readonly threads: readonly Thread[];
  readonly unsampledWorkers: number;
  readonly unrecordedChildren: number;
  readonly counted: CountedModules | undefined;
  readonly vitals: readonly Vitals[];
  readonly until: MetCondition | null;
  readonly end: TargetEnd;
}

/** Whatever happens, the target is left as it should be. */
async function measureAndLeave(target: RecordTarget, options: RecordOptions, search: ModuleSearch, beside: Beside, context: DeedContext): Promise<Recording> {
  const { counting, children } = beside;
  try {
    const { recorder, vitals, until } = await measure(target, options, children, context);
    const recorded = await Promise.all([recorder.stop(), children?.stop() ?? []]);
    const running = separateScripts(withinRing(recorded.flat(), options));
    const counted = counting && new CountedModules((await counting.finish(target.session)).values());
    const threads = counted ? running.map((thread) => counted.asBuilt(thread, (scriptId, bytes) => search.addRunning(bytes, [scriptId]))) : running;
    await search.gather(threads, target);
    return { threads, unsampledWorkers: recorder.unsampledWorkers, unrecordedChildren: children?.unrecorded ?? 0, counted, vitals, until, end: await target.leave() };
  } catch (error) {
    await target.leave();
    throw error;
  }
}

/** A thread that has ended long ago has kept its own last moments: those of the recording are what was asked for. */
function withinRing(threads: readonly RecordedThread[], { until, keepMs = KEPT_MS }: RecordOptions): RecordedThread[] {
  const ended = Math.max(0, ...threads.flatMap(({ slices }) => slices.map(({ endTime }) => endTime)));
  const oldest = until ? ended - keepMs * 1_000 : -Infinity;
  return threads.map((thread) => ({ ...thread, slices: thread.slices.filter(({ endTime }) => endTime >= oldest) })).filter(({ slices }) => slices.length > 0);
}

interface Measured extends Pick<Recording, 'vitals' | 'until'> {
  readonly recorder: ProcessRecorder;
}

async function measure(target: RecordTarget, options: RecordOptions, children: ChildRecorders | undefined, context: DeedContext): Promise<Measured> {
  const { until } = options;
  const isPage = options.target.kind === 'url';
  const live = options.onMoment && new LiveRecording(options.onMoment);
  const settings: ProcessRecorderOptions = {
    samplingIntervalUs: options.samplingIntervalUs ?? SAMPLING_INTERVAL_US,
    sliceMs: live ? LIVE_SLICE_MS : SLICE_MS,
    onSlice: (slice) => live?.addSlice(slice),
    ...(options.heap ? { allocations: allocationKind(options) } : {}),
    ...(until ? { keepMs: options.keepMs ?? KEPT_MS } : {}),
  };
  children?.start(settings);
  const recorder = new ProcessRecorder(target.session, { ...settings, ...(children && target.mode === 'attach' ? { guest: children.hook(() => undefined) } : {}) });
  let metAtMs: number | null = null;
  const met = new AbortController();
  const monitor = new VitalsMonitor(target.session, {
    everyMs: until ? WATCHED_VITALS_EVERY_MS : VITALS_EVERY_MS,
    keep: KEPT_VITALS,
    onVitals(vitals) {
      live?.addVitals(vitals);
      if (metAtMs !== null || !until?.isMetBy(vitals)) return;
      metAtMs = vitals.atMs;
      met.abort();
    },
  });
  await recorder.start();
  target.followThreads?.((name, session) => recorder.record(name, session));
  await target.run();
  // What is asked for is Node's own to tell.
  if (!isPage) monitor.start();
  live?.start();
  try {
    await untilDone(target, options.durationMs ?? ((target.mode === 'attach' || isPage) && !until ? WATCHED_MS : Infinity), { ...context, signal: AbortSignal.any([context.signal, met.signal]) });
  } finally {
    monitor.stop();
    live?.stop();
  }
  return { recorder, vitals: monitor.series, until: until ? { condition: until.text, metAtMs } : null };
}

/** Until the program ends, the time is up, or the user cancels. */
async function untilDone(target: RecordTarget, limitMs: number, context: DeedContext): Promise<void> {
  const startedAt = Date.now();
  const ticker = setInterval(() => {
    const elapsedMs = Date.now() - startedAt;
    context.report(`recording, ${Math.round(elapsedMs / 1000)} s`, limitMs === Infinity ? undefined : Math.min(1, elapsedMs / limitMs));
  }, 1_000);
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    void target.finished.then(resolve);
    context.signal.addEventListener('abort', () => resolve(), { once: true });
    if (context.signal.aborted) resolve();
    if (limitMs !== Infinity) timer = setTimeout(resolve, limitMs);
  });
  clearInterval(ticker);
  clearTimeout(timer);
}

function warningsFor(profile: Profile, { threads, unsampledWorkers, unrecordedChildren, until }: Recording, allocations: Profile | undefined): string[] {
  const warnings: string[] = [];
  const because = { none: 'no module file was found that fits', ambiguous: 'several different module files fit' };
  if (threads.length === 0) warnings.push('the program was gone before a first slice of the recording was complete: the profile is empty');
  else if (sampledFunctions(threads.flatMap(({ slices }) => slices)).size === 0) warnings.push('no WebAssembly was seen running');
  if (allocations && threads.every((thread) => thread.allocations === null)) warnings.push('the program was gone before it could tell what it allocated');
  if (until?.metAtMs === null) warnings.push(`${until.condition} was not met: the profile is of the last moments before the end`);
  if (unsampledWorkers > 0) warnings.push(`${unsampledWorkers} worker threads ran before we came: V8 can't sample those; launch the program with record, or attach before it starts them`);
  if (unrecordedChildren > 0) warnings.push(`${unrecordedChildren} child processes are not in the profile: they ended too soon, or there were more than ${LIMITS.profile.children}`);
  for (const { evidence, url } of profile.modules) {
    if (evidence === 'none' || evidence === 'ambiguous') warnings.push(`${url}: ${because[evidence]}; give the right one with --module FILE`);
  }
  return warnings;
}
