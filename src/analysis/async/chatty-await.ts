import { LIMITS } from '../../base/limits';
import type { Finding, FindingPlace } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { rounded } from '../rounded';

/** In one operation; some hundred are over in a fraction of a millisecond. */
const ENOUGH_CROSSINGS = 1_000;
/** What goes by in waiting for promises that are as good as settled, of the time that a crossing takes with all around it. */
const ENOUGH_SHARE = 0.15;

interface Site {
  readonly at: FindingPlace | null;
  readonly name: string;
  readonly operations: Set<number>;
  crossings: number;
  mostInOperation: number;
  waitMs: number;
  usPerCrossing: number;
  usOfWaiting: number;
}

/** Row by row over the boundary, each awaited though nothing takes its time: one call for all of them would do. */
export const chattyAwait: Analyser = {
  rules: ['async/chatty-await'],
  start: (context) => new ChattyAwaitRun(context),
};

class ChattyAwaitRun implements AnalysisRun {
  private readonly sites = new Map<string, Site>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind !== 'awaited-crossings') return;
    const site = this.siteOf(event);
    if (!site) return;
    if (site.operations.size < LIMITS.trace.keptEventsPerRule) site.operations.add(event.operation);
    site.crossings += event.crossings;
    site.mostInOperation = Math.max(site.mostInOperation, event.inOperation);
    site.waitMs += (event.crossings * event.usOfWaiting) / 1_000;
    if (event.usPerCrossing >= site.usPerCrossing) return;
    site.usPerCrossing = event.usPerCrossing;
    site.usOfWaiting = event.usOfWaiting;
  }

  findings(): Finding[] {
    return [...this.sites.values()]
      .filter(({ mostInOperation, usPerCrossing, usOfWaiting }) => mostInOperation >= ENOUGH_CROSSINGS && usOfWaiting >= usPerCrossing * ENOUGH_SHARE)
      .map(({ at, name, operations, crossings, mostInOperation, waitMs, usPerCrossing, usOfWaiting }) => ({
        rule: 'async/chatty-await',
        severity: 'warning',
        message: `${name} is awaited here up to ${mostInOperation} times in one operation, and each time there is nothing to wait for`,
        at,
        related: [],
        evidence: { crossings, operations: operations.size, mostInOperation, waitMs: rounded(waitMs), usPerCrossing: rounded(usPerCrossing), usOfWaitingPerCrossing: rounded(usOfWaiting) },
        remedy: 'Fetch or compute many rows with one call and hand them over through memory, or make the call that has its answer at hand synchronous.',
        cost: { cpuSeconds: rounded(waitMs / 1_000) },
      }));
  }

  notObserved(): [] {
    return [];
  }

  private siteOf(event: EventOf<'awaited-crossings'>): Site | undefined {
    const at = this.context.userPlace(event, event.stack);
    const key = at ? `${at.file}:${at.line}` : `${event.pid}.${event.tid}/${event.stack}`;
    const known = this.sites.get(key);
    if (known || this.sites.size >= LIMITS.agent.sites) return known;
    const site: Site = { at, name: event.name, operations: new Set(), crossings: 0, mostInOperation: 0, waitMs: 0, usPerCrossing: Infinity, usOfWaiting: 0 };
    this.sites.set(key, site);
    return site;
  }
}
