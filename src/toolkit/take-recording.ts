import type { DeedContext } from '../base/deed';
import type { ChildRecorders } from '../session/child-recorders';
import { ProcessRecorder, type ProcessRecorderOptions, type RecordedThread } from '../session/process-recorder';
import { ScriptMaps } from '../session/script-maps';
import { VitalsMonitor, type Vitals } from '../session/vitals-monitor';
import type { BlockCounting } from './block-counting';
import { CountedModules } from './counted-modules';
import { LiveRecording } from './live-recording';
import { LiveSources } from './live-sources';
import type { ModuleSearch } from './module-search';
import { allocationKind, ofPage, type RecordOptions } from './record-options';
import type { MetCondition } from './record-summary';
import type { RecordTarget } from './record-target';
import { separateScripts, type Thread } from './recorded-threads';
import type { TargetEnd } from './target';

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

/** What there may be beside a target. */
export interface Beside {
  readonly counting: BlockCounting | undefined;
  readonly children: ChildRecorders | undefined;
}

/** What was taken of a target, before anything of it has a source. */
export interface Recording {
  readonly threads: readonly Thread[];
  readonly unsampledWorkers: number;
  readonly unrecordedChildren: number;
  readonly counted: CountedModules | undefined;
  readonly vitals: readonly Vitals[];
  readonly until: MetCondition | null;
  /** Source maps that the program alone knows, by the URLs of its scripts. */
  readonly scriptMaps: ReadonlyMap<string, string>;
  readonly end: TargetEnd;
}

/** Whatever happens, the target is left as it should be. */
export async function takeRecording(target: RecordTarget, options: RecordOptions, search: ModuleSearch, beside: Beside, context: DeedContext): Promise<Recording> {
  const { counting, children } = beside;
  try {
    const { recorder, scriptMaps, vitals, until } = await measure(target, options, children, context);
    const recorded = await Promise.all([recorder.stop(), children?.stop() ?? []]);
    const running = separateScripts(withinRing(recorded.flat(), options));
    const counted = counting && new CountedModules((await counting.finish(target.session)).values());
    const threads = counted ? running.map((thread) => counted.asBuilt(thread, (scriptId, bytes) => search.addRunning(bytes, [scriptId]))) : running;
    await search.gather(threads, target);
    return { threads, scriptMaps: await scriptMaps.all(), unsampledWorkers: recorder.unsampledWorkers, unrecordedChildren: children?.unrecorded ?? 0, counted, vitals, until, end: await target.leave() };
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
  readonly scriptMaps: ScriptMaps;
}

async function measure(target: RecordTarget, options: RecordOptions, children: ChildRecorders | undefined, context: DeedContext): Promise<Measured> {
  const { until } = options;
  const isPage = ofPage(options);
  const live = options.onMoment && new LiveRecording(options.onMoment, new LiveSources(options, target.process));
  const scriptMaps = new ScriptMaps(target.session);
  const settings: ProcessRecorderOptions = {
    samplingIntervalUs: options.samplingIntervalUs ?? SAMPLING_INTERVAL_US,
    sliceMs: live ? LIVE_SLICE_MS : SLICE_MS,
    onSlice(slice) {
      live?.addSlice(slice);
      if (!isPage) scriptMaps.ask(slice);
    },
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
  return { recorder, scriptMaps, vitals: monitor.series, until: until ? { condition: until.text, metAtMs } : null };
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
