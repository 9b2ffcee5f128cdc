import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { FilePlace } from '../../trace/memory-events';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';

/** A view of linear memory that was made before the memory grew and is used after it. */
export const staleView: Analyser = {
  rules: ['async/stale-view'],
  start: (context) => new StaleViewRun(context),
};

class StaleViewRun implements AnalysisRun {
  private readonly seen = new Map<string, EventOf<'stale-view'>>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'stale-view') this.seen.set(`${event.ownerFile}:${event.owner}`, event);
  }

  findings(): Finding[] {
    return [...this.seen.values()].map((event) => this.finding(event));
  }

  notObserved(): NotObserved[] {
    return [];
  }

  private finding(event: EventOf<'stale-view'>): Finding {
    const [first, ...others] = event.uses;
    const grown = this.context.userPlace(event, event.growStack);
    const detached = event.reason === 'detached';
    return {
      rule: 'async/stale-view',
      severity: 'error',
      message: detached
        ? `\`${event.owner}\` is a view of memory from before it grew: reads give undefined, writes are lost`
        : `\`${event.owner}\` is a view of shared memory from before it grew: it ends where the memory ended then`,
      at: first ? place(first, event.owner) : null,
      related: [
        ...(event.madeAt ? [{ message: 'the view was made here', at: place(event.madeAt, event.owner) }] : []),
        ...(grown ? [{ message: 'the memory grew here', at: grown }] : []),
        ...others.filter(({ line }, index, all) => line !== first?.line && all.findIndex((other) => other.line === line) === index).slice(0, 5).map((use) => ({ message: 'also used here', at: place(use, event.owner) })),
      ],
      evidence: { view: event.owner, viewType: event.viewType, reason: event.reason, memoryBytesBefore: event.oldBytes, memoryBytesAfter: event.newBytes, usedAtLines: event.uses.length },
      remedy: 'Make the view from `memory.buffer` after each call that may allocate, or have the glue refresh it when the buffer has changed.',
    };
  }
}

const place = ({ file, line, column }: FilePlace, owner: string): FindingPlace => ({ file, line, column, function: owner });
