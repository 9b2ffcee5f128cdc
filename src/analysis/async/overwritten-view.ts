import type { Finding } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';

/** A result that is a view of linear memory, kept over the next call, which writes another result there. */
export const overwrittenView: Analyser = {
  rules: ['async/overwritten-view'],
  start: (context) => new OverwrittenViewRun(context),
};

class OverwrittenViewRun implements AnalysisRun {
  private readonly seen = new Map<string, EventOf<'overwritten-view'>>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind !== 'overwritten-view') return;
    const at = this.context.userPlace(event, event.madeStack || event.callStack);
    const key = at ? `${at.file}:${at.line}` : `${event.pid}.${event.tid}/${event.module} ${event.export}`;
    const known = this.seen.get(key);
    if (!known || event.heldViews > known.heldViews) this.seen.set(key, event);
  }

  findings(): Finding[] {
    return [...this.seen.values()].map((event) => this.finding(event));
  }

  notObserved(): [] {
    return [];
  }

  private finding(event: EventOf<'overwritten-view'>): Finding {
    const made = this.context.userPlace(event, event.madeStack);
    const called = this.context.userPlace(event, event.callStack);
    return {
      rule: 'async/overwritten-view',
      severity: 'error',
      message: `${event.heldViews} views of the same memory are kept, and each call of ${event.export} writes over it: all of them show its last result`,
      at: made ?? called,
      related: made && called ? [{ message: 'this call wrote over what the kept views show', at: called }] : [],
      evidence: { heldViews: event.heldViews, viewBytes: event.sizeBytes, viewType: event.viewType, export: event.export },
      remedy: 'Copy a result that is kept (`slice()` on the view), or use it up before the next call.',
    };
  }
}
