import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { isLibraryFile, isThirdPartyFile } from '../user-code';
import { CallerPlaces, placeKey } from './caller-place';

/** A call's promise that nobody waits for: the answer may be sent before its result is there, and its failure is lost. */
export const floatingCall: Analyser = {
  rules: ['async/floating-call'],
  start: (context) => new FloatingCallRun(context),
};

interface Site {
  readonly at: FindingPlace;
  readonly first: EventOf<'promise-unobserved'>;
  calls: number;
  answeredBefore: number;
  maxPendingMs: number;
}

class FloatingCallRun implements AnalysisRun {
  private readonly events = new Map<string, EventOf<'promise-unobserved'>>();
  private readonly places: CallerPlaces;

  constructor(private readonly context: AnalysisContext) {
    this.places = new CallerPlaces(context);
  }

  onEvent(event: TraceEvent): void {
    if (event.kind === 'instantiate') this.places.onInstantiate(event);
    if (event.kind === 'promise-unobserved' && !event.endedResponse) this.events.set(`${event.pid}/${event.tid}/${event.id}`, event);
    if (event.kind === 'promise-observed') this.events.delete(`${event.pid}/${event.tid}/${event.id}`);
  }

  findings(): Finding[] {
    const sites = new Map<string, Site>();
    for (const event of this.events.values()) {
      const at = this.callPlace(event);
      if (!at) continue;
      const site = sites.get(placeKey(at)) ?? { at, first: event, calls: 0, answeredBefore: 0, maxPendingMs: 0 };
      sites.set(placeKey(at), site);
      site.calls++;
      if (event.answered) site.answeredBefore++;
      site.maxPendingMs = Math.max(site.maxPendingMs, event.pendingMs);
    }
    return [...sites.values()].map(findingFor);
  }

  notObserved(): NotObserved[] {
    return [];
  }

  /** Who called: the program's own function. What Node or a framework calls answers by itself, and a main program has nobody to wait. */
  private callPlace(event: EventOf<'promise-unobserved'>): FindingPlace | null {
    if (event.origin !== 'async-function') return this.places.of(event, event.stack);
    const caller = this.context.stack(event, event.stack)[1];
    if (!caller || caller.kind !== 'js' || caller.line === 0 || isLibraryFile(caller.file) || isThirdPartyFile(caller.file)) return null;
    if (caller.topLevel && !event.inRequest) return null;
    return this.context.places(caller)[0] ?? null;
  }
}

function findingFor({ at, first, calls, answeredBefore, maxPendingMs }: Site): Finding {
  const what = first.origin === 'async-function' ? `'${first.name}', which calls the export '${first.call}',` : `The export '${first.call}'`;
  return {
    rule: 'async/floating-call',
    severity: 'warning',
    message: `${what} gives a promise that nobody awaits here${answeredBefore > 0 ? ': the response was sent before it was done' : ''}`,
    at,
    related: [],
    evidence: { calls, answeredBefore, maxPendingMs: Math.round(maxPendingMs * 10) / 10, export: first.call },
    remedy: 'Await the call, or handle its failure with .catch if it is meant to run on by itself.',
  };
}
