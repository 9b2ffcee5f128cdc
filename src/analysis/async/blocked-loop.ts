import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { CallerPlaces, placeKey } from './caller-place';

/** Once or twice may be a warm-up, or a busy machine. */
const MIN_TIMES = 3;
/** Most calls of the export are long, not some of many. */
const MIN_MEAN_MS = 50;

/** A long synchronous call while requests are served: all others wait for it. */
export const blockedLoop: Analyser = {
  rules: ['async/blocked-loop'],
  start: (context) => new BlockedLoopRun(context),
};

class BlockedLoopRun implements AnalysisRun {
  private readonly events: EventOf<'loop-blocked'>[] = [];
  private readonly calls = new Map<string, { calls: number; totalMs: number }>();
  private readonly places: CallerPlaces;

  constructor(context: AnalysisContext) {
    this.places = new CallerPlaces(context);
  }

  onEvent(event: TraceEvent): void {
    if (event.kind === 'instantiate') this.places.onInstantiate(event);
    if (event.kind === 'export-calls') this.noteCalls(event);
    if (event.kind === 'loop-blocked' && event.mainThread && event.inRequest) this.events.push(event);
  }

  findings(): Finding[] {
    const sites = new Map<string, { at: FindingPlace; first: EventOf<'loop-blocked'>; times: number; maxMs: number; totalMs: number }>();
    for (const event of this.events) {
      if (this.meanMs(event) < MIN_MEAN_MS) continue;
      const at = this.places.of(event, event.stack);
      if (!at) continue;
      const site = sites.get(placeKey(at)) ?? { at, first: event, times: 0, maxMs: 0, totalMs: 0 };
      sites.set(placeKey(at), site);
      site.times++;
      site.maxMs = Math.max(site.maxMs, event.durationMs);
      site.totalMs += event.durationMs;
    }
    return [...sites.values()].filter(({ times }) => times >= MIN_TIMES).map(({ at, first, times, maxMs, totalMs }) => ({
      rule: 'async/blocked-loop' as const,
      severity: 'warning' as const,
      message: `The export '${first.export}' holds the event loop for up to ${Math.round(maxMs)} ms while requests are served`,
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

  private noteCalls({ module, name, calls, totalMs }: EventOf<'export-calls'>): void {
    const known = this.calls.get(`${module} ${name}`) ?? { calls: 0, totalMs: 0 };
    this.calls.set(`${module} ${name}`, { calls: known.calls + calls, totalMs: known.totalMs + totalMs });
  }

  private meanMs({ module, export: name, durationMs }: EventOf<'loop-blocked'>): number {
    const known = this.calls.get(`${module} ${name}`);
    return known ? known.totalMs / known.calls : durationMs;
  }
}
