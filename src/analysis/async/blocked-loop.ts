import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { CallerPlaces, placeKey } from './caller-place';

/** Once or twice may be a warm-up, or a busy machine. */
const MIN_TIMES = 3;
/** Its calls are long on the average, or not few of them are and take most of its time: not noise upon many short calls. */
const MIN_MEAN_MS = 50;
const MANY_LONG = 1 / 50;
const LONG_SHARE = 0.5;
/** A page has no clock for the processor's time: what took less may have waited for its turn on a busy machine. */
const SURE_IN_PAGE_MS = 200;

/** A long synchronous call while requests are served: all others wait for it, and so does a timeout that it is raced against. A page answers nobody meanwhile, whatever began it. */
export const blockedLoop: Analyser = {
  rules: ['async/blocked-loop'],
  start: (context) => new BlockedLoopRun(context),
};

class BlockedLoopRun implements AnalysisRun {
  private readonly events: EventOf<'loop-blocked'>[] = [];
  private readonly calls = new Map<string, { calls: number; totalMs: number }>();
  /** Of the long calls of an export. */
  private readonly longCalls = new Map<string, { calls: number; totalMs: number }>();
  private readonly places: CallerPlaces;
  private readonly pages = new Set<number>();

  constructor(context: AnalysisContext) {
    this.places = new CallerPlaces(context);
  }

  onEvent(event: TraceEvent): void {
    if (event.kind === 'instantiate') this.places.onInstantiate(event);
    if (event.kind === 'thread-start' && event.nodeVersion === null) this.pages.add(event.pid);
    if (event.kind === 'export-calls') count(this.calls, event, event.calls, event.totalMs);
    if (event.kind !== 'loop-blocked') return;
    count(this.longCalls, event, 1, event.durationMs);
    if (event.mainThread && (event.inRequest || event.heldTimeout || (this.pages.has(event.pid) && event.durationMs >= SURE_IN_PAGE_MS))) this.events.push(event);
  }

  findings(): Finding[] {
    const sites = new Map<string, { at: FindingPlace; first: EventOf<'loop-blocked'>; times: number; maxMs: number; totalMs: number }>();
    for (const event of this.events) {
      if (!this.isLong(event)) continue;
      const at = this.places.of(event, event.stack);
      if (!at) continue;
      const site = sites.get(placeKey(at)) ?? { at, first: event, times: 0, maxMs: 0, totalMs: 0 };
      sites.set(placeKey(at), site);
      site.times++;
      site.maxMs = Math.max(site.maxMs, event.durationMs);
      site.totalMs += event.durationMs;
    }
    const held = ({ pid, inRequest }: EventOf<'loop-blocked'>, ms: string): string => {
      if (this.pages.has(pid)) return `the page for up to ${ms}`;
      return `the event loop for up to ${ms} ${inRequest ? 'while requests are served' : 'and with it the timeout that it is raced against'}`;
    };
    return [...sites.values()].filter(({ times }) => times >= MIN_TIMES).map(({ at, first, times, maxMs, totalMs }) => ({
      rule: 'async/blocked-loop' as const,
      severity: 'warning' as const,
      message: `The export '${first.export}' holds ${held(first, `${Math.round(maxMs)} ms`)}`,
      at,
      related: [],
      evidence: { times, maxMs: Math.round(maxMs), totalMs: Math.round(totalMs), export: first.export },
      remedy: 'Call it in a worker thread, or in parts.',
      cost: { cpuSeconds: totalMs / 1_000 },
    }));
  }

  notObserved(): NotObserved[] {
    return [];
  }

  private isLong(event: EventOf<'loop-blocked'>): boolean {
    const all = this.calls.get(exportKey(event));
    if (!all) return event.durationMs >= MIN_MEAN_MS;
    const long = this.longCalls.get(exportKey(event))!;
    return all.totalMs >= MIN_MEAN_MS * all.calls || (long.calls >= MANY_LONG * all.calls && long.totalMs >= LONG_SHARE * all.totalMs);
  }
}

type Called = EventOf<'loop-blocked' | 'export-calls'>;

/** Threads and processes that run the same module are taken together. */
const exportKey = (event: Called): string => `${event.module} ${event.kind === 'loop-blocked' ? event.export : event.name}`;

function count(counts: Map<string, { calls: number; totalMs: number }>, event: Called, calls: number, totalMs: number): void {
  const known = counts.get(exportKey(event)) ?? { calls: 0, totalMs: 0 };
  counts.set(exportKey(event), { calls: known.calls + calls, totalMs: known.totalMs + totalMs });
}
