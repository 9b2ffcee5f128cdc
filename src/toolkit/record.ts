import { startDeed, type Deed, type DeedContext } from '../base/deed';
import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';
import { allocationsOf } from '../profile/heap-profile';
import { sampledFunctions, type ModuleCandidate } from '../profile/match-modules';
import type { Profile } from '../profile/profile';
import { symbolicateProfile } from '../profile/symbolicate-profile';
import { ChildRecorders } from '../session/child-recorders';
import { bootEnvironment } from '../session/child-processes';
import type { Vitals } from '../session/vitals-monitor';
import { BlockCounting } from './block-counting';
import { caveats } from './inspect';
import { ModuleSearch } from './module-search';
import { openRecordTarget } from './open-record-target';
import { debugBootPath } from './package-info';
import { ProfileSources } from './profile-sources';
import { allocationKind, ofPage, type RecordOptions } from './record-options';
import { summarise, summariseAllocations, type RecordSummary } from './record-summary';
import type { Thread } from './recorded-threads';
import { takeRecording, type Beside, type Recording } from './take-recording';
import type { TargetEnd } from './target';
import { inlinesWasm } from './wasm-inlining';

export type { RecordOptions } from './record-options';

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

/** Measures a program that runs at its own speed. Cancelling ends the recording; the profile still comes. */
export function record(options: RecordOptions): Deed<RecordResult> {
  return startDeed((context) => runRecord(options, context));
}

async function runRecord(options: RecordOptions, context: DeedContext): Promise<RecordResult> {
  if (options.lines && options.target.kind !== 'launch') throw new UserError('lines are counted in a program that record starts: give it after --, or leave --lines out');
  if (options.until && ofPage(options)) throw new UserError('a page does not tell the state that --until waits for: give --for instead');
  const { leastIntervalUs, mostIntervalUs } = LIMITS.profile;
  const { samplingIntervalUs: intervalUs } = options;
  if (intervalUs !== undefined && (intervalUs < leastIntervalUs || intervalUs > mostIntervalUs)) {
    throw new UserError(`the time between two samples is ${leastIntervalUs / 1_000} ms at least and ${mostIntervalUs / 1_000_000} s at most: give an --interval between, or leave it out for 1 ms`);
  }
  const counting = options.lines ? new BlockCounting() : undefined;
  const children = followsChildren(options) ? new ChildRecorders(debugBootPath, options.target.kind === 'launch' || options.debuggerWindow !== false) : undefined;
  try {
    return await recordWith({ counting, children }, options, context);
  } finally {
    children?.dispose();
    counting?.dispose();
  }
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/** Those of a program on another machine are out of reach. */
function followsChildren(options: RecordOptions): boolean {
  const { children = true, target } = options;
  return children && !ofPage(options) && (target.kind !== 'port' || LOOPBACK.has(target.host));
}

async function recordWith(beside: Beside, options: RecordOptions, context: DeedContext): Promise<RecordResult> {
  const { counting, children } = beside;
  const search = new ModuleSearch(options, (message) => context.report(message));
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
  const recording = await takeRecording(target, options, search, beside, context);
  context.report('reading debug information');
  const candidates = await search.candidates();
  const sources = new ProfileSources({
    ...options,
    candidates,
    folders: search.folders,
    scriptMaps: recording.scriptMaps,
    linesOf(module, offset) {
      const candidate = candidates.find(({ hash }) => hash === module);
      return candidate && recording.counted?.linesOf(candidate, offset);
    },
  });
  const profile = await sources.profileOf(recording.threads);
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
    warnings: [...target.notes, ...(counting?.problems ?? []), ...warningsFor(profile, recording, allocations), ...namelessModules(profile, candidates)],
  };
}

/** Of all threads; they weigh bytes, and those stand side by side. */
function allocationsIn(threads: readonly Thread[]): Profile {
  return symbolicateProfile(threads.flatMap(({ name, allocations }) => (allocations ? [{ name, slices: [allocationsOf(allocations)] }] : [])));
}

/** What was seen while samples were taken, timed as they are. */
function sinceStart(vitals: readonly Vitals[], startMs: number): Vitals[] {
  return vitals.map((each) => ({ ...each, atMs: each.atMs - startMs })).filter(({ atMs }) => atMs >= 0);
}

/** Why no function of a module leads to a source. */
function namelessModules({ frames, modules }: Profile, candidates: readonly ModuleCandidate[]): string[] {
  const sourced = new Set(frames.flatMap(({ file, module }) => (file === null || module === null ? [] : [module])));
  const nameless = modules.filter(({ module }) => module !== null && !sourced.has(module));
  return [...new Set(nameless.flatMap(({ module, file, url }) => {
    const symbols = candidates.find(({ hash }) => hash === module)?.symbols;
    return symbols ? caveats(symbols).slice(0, SHOWN_CAVEATS).map((caveat) => `${file ?? url}: ${caveat}`) : [];
  }))];
}

const SHOWN_CAVEATS = 2;

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
