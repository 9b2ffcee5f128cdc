import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, Stamp, StackId, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { CallerPlaces, placeKey } from './caller-place';

/** How many others of the same place must have been settled, and how much longer than these on the average and than the slowest this one has to wait. */
const SIBLINGS = 3;
const TIMES_LONGER = 10;
const TIMES_SLOWEST = 3;
const MIN_AGE_MS = 1_000;
/** Node's exit code for a main module that awaits what nothing will settle. */
const UNSETTLED_EXIT = 13;

/** A promise of a call that nothing settles any more: a callback that was lost, a future that nobody wakes. */
export const neverSettled: Analyser = {
  rules: ['async/never-settled'],
  start: (context) => new NeverSettledRun(context),
};

interface Site {
  readonly at: FindingPlace;
  readonly call: FindingPlace | null;
  readonly first: EventOf<'promise-pending'>;
  settled: number;
  totalMs: number;
  maxMs: number;
  /** Latest word of each promise that is still pending. */
  readonly pending: Map<string, EventOf<'promise-pending'>>;
}

class NeverSettledRun implements AnalysisRun {
  private readonly settled: EventOf<'promise-settled'>[] = [];
  private readonly pending = new Map<string, EventOf<'promise-pending'>>();
  private readonly stuckThreads = new Set<string>();
  private readonly overlaps: EventOf<'interleaved'>[] = [];
  private readonly places: CallerPlaces;

  constructor(private readonly context: AnalysisContext) {
    this.places = new CallerPlaces(context);
  }

  onEvent(event: TraceEvent): void {
    switch (event.kind) {
      case 'instantiate':
        return this.places.onInstantiate(event);
      case 'promise-settled':
        this.settled.push(event);
        for (const id of event.late) this.pending.delete(`${event.pid}/${event.tid}/${id}`);
        return;
      case 'promise-pending':
        this.pending.set(`${event.pid}/${event.tid}/${event.id}`, event);
        return;
      case 'interleaved':
        if (event.effect === 'suspended') this.overlaps.push(event);
        return;
      case 'thread-end':
        if (event.exitCode === UNSETTLED_EXIT) this.stuckThreads.add(`${event.pid}/${event.tid}`);
        return;
      default:
    }
  }

  findings(): Finding[] {
    const overlapped = this.overlappedCalls();
    return [...this.sites().values()].flatMap((site) => {
      if (site.call && overlapped.has(placeKey(site.call))) return [];
      const hanging = [...site.pending.values()].filter((event) => this.isHanging(event, site));
      return hanging.length === 0 ? [] : [findingFor(site, hanging)];
    });
  }

  notObserved(): NotObserved[] {
    return [];
  }

  private isHanging(event: EventOf<'promise-pending'>, { settled, totalMs, maxMs }: Site): boolean {
    if (this.stuckThreads.has(`${event.pid}/${event.tid}`)) return true;
    if (event.lost) return settled > 0;
    return settled >= SIBLINGS && event.ageMs > Math.max(MIN_AGE_MS, (totalMs / settled) * TIMES_LONGER, maxMs * TIMES_SLOWEST);
  }

  /** A suspended call that another one entered is lost by that, and the overlap is the finding. */
  private overlappedCalls(): Set<string> {
    const places = this.overlaps.flatMap((event) => [this.places.of(event, event.firstStack), this.places.of(event, event.secondStack)]);
    return new Set(places.flatMap((place) => (place ? [placeKey(place)] : [])));
  }

  /** Beyond the frame of `new Promise`, where the call is inside of its executor. */
  private madeAt(at: Stamp, stack: StackId): FindingPlace | null {
    const frames = this.context.stack(at, stack);
    const executor = frames.findIndex((frame) => frame.kind === 'js' && frame.function === 'Promise' && frame.line === 0);
    const maker = frames[executor + 1];
    return executor > 0 && maker?.kind === 'js' && maker.line > 0 ? (this.context.places(maker)[0] ?? null) : this.places.of(at, stack);
  }

  private sites(): Map<string, Site> {
    const sites = new Map<string, Site>();
    for (const event of this.pending.values()) {
      const at = this.madeAt(event, event.site);
      if (!at) continue;
      const site = sites.get(placeKey(at)) ?? { at, call: this.places.of(event, event.site), first: event, settled: 0, totalMs: 0, maxMs: 0, pending: new Map<string, EventOf<'promise-pending'>>() };
      site.pending.set(`${event.pid}/${event.tid}/${event.id}`, event);
      sites.set(placeKey(at), site);
    }
    for (const event of this.settled) {
      const at = this.madeAt(event, event.site);
      const site = at && sites.get(placeKey(at));
      if (!site) continue;
      site.settled += event.count;
      site.totalMs += event.totalMs;
      site.maxMs = Math.max(site.maxMs, event.maxMs);
    }
    return sites;
  }
}

function findingFor({ at, call, first, settled, maxMs }: Site, hanging: readonly EventOf<'promise-pending'>[]): Finding {
  const oldest = Math.max(...hanging.map(({ ageMs }) => ageMs));
  const lost = hanging.filter((event) => event.lost).length;
  return {
    rule: 'async/never-settled',
    severity: 'error',
    message: `The promise made here with the call of '${first.call}' is never settled: ${settled > 0 ? `${settled} others took at most ${Math.round(maxMs)} ms` : 'the program ends waiting for it'}`,
    at,
    related: call && placeKey(call) !== placeKey(at) ? [{ message: 'the call', at: call }] : [],
    evidence: { pending: hanging.length, oldestMs: Math.round(oldest), settledOthers: settled, slowestOtherMs: Math.round(maxMs), collectedWhilePending: lost, call: first.call },
    remedy: 'See that every path of the callback settles it, the failing ones too, and give it a time limit.',
  };
}
