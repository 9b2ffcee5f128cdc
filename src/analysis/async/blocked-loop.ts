import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { CallerPlaces, placeKey } from './caller-place';

/** Once may be a warm-up. */
const MIN_TIMES = 2;

/** A long synchronous call while requests are served: all others wait for it. */
export const blockedLoop: Analyser = {
  rules: ['async/blocked-loop'],
  start: (context) => new BlockedLoopRun(context),
};

class BlockedLoopRun implements AnalysisRun {
  private readonly events: EventOf<'loop-blocked'>[] = [];
  private readonly places: CallerPlaces;

  constructor(context: AnalysisContext) {
    this.places = new CallerPlaces(context);
  }

  onEvent(event: TraceEvent): void {
    if (event.kind === 'instantiate') this.places.onInstantiate(event);
    if (event.kind === 'loop-blocked' && event.mainThread && event.inRequest) this.events.push(event);
  }

  findings(): Finding[] {
    const sites = new Map<string, { at: FindingPlace; first: EventOf<'loop-blocked'>; times: number; maxMs: number; totalMs: number }>();
    for (const event of this.events) {
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
}
