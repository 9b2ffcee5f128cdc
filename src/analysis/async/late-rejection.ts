import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { placeKey } from './caller-place';

/** A call that fails after the response of its request was sent: nobody is left to be told. */
export const lateRejection: Analyser = {
  rules: ['async/late-rejection'],
  start: (context) => new LateRejectionRun(context),
};

class LateRejectionRun implements AnalysisRun {
  private readonly sites = new Map<string, { first: EventOf<'late-rejection'>; at: FindingPlace; times: number; maxMs: number }>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind !== 'late-rejection' || event.afterResponseMs === null) return;
    // The first frame of an async function is itself, being entered; the second one called it.
    const caller = isCallItself(event) ? undefined : this.context.stack(event, event.stack)[1];
    const at = (caller?.kind === 'js' && caller.line > 0 ? this.context.places(caller)[0] : null) ?? this.context.userPlace(event, event.stack, ({ kind }) => kind === 'js');
    if (!at) return;
    const site = this.sites.get(placeKey(at)) ?? { first: event, at, times: 0, maxMs: 0 };
    site.times++;
    site.maxMs = Math.max(site.maxMs, event.afterResponseMs);
    this.sites.set(placeKey(at), site);
  }

  findings(): Finding[] {
    return [...this.sites.values()].map(({ first, at, times, maxMs }) => ({
      rule: 'async/late-rejection' as const,
      severity: 'warning' as const,
      message: `${isCallItself(first) ? `The export '${first.call}', called here,` : `'${first.name}', called here, calls the export '${first.call}' and`} fails (${first.error}) after the response was sent: nobody handles it`,
      at,
      related: [],
      evidence: { times, latestAfterResponseMs: Math.round(maxMs), error: first.error, export: first.call },
      remedy: 'Await the call before the response, or handle its failure with .catch.',
    }));
  }

  notObserved(): NotObserved[] {
    return [];
  }
}

/** The export gave the promise, or threw; else an async function that called it did. */
const isCallItself = ({ name, call }: EventOf<'late-rejection'>): boolean => name === call;
