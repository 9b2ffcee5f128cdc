import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent, TraceFrame } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { isAllocatorFunction } from '../user-code';
import { placeKey } from './caller-place';

/** Nesting deeper than an outer and an inner call is recursion by design. */
const ACCIDENTAL_DEPTH = 2;

/** An import calls back into the instance that waits for it, and changes what the outer call goes on with. */
export const reentrantCall: Analyser = {
  rules: ['async/reentrant-call'],
  start: (context) => new ReentrantCallRun(context),
};

class ReentrantCallRun implements AnalysisRun {
  private readonly sites = new Map<string, { event: EventOf<'reentered'>; at: FindingPlace; times: number; depth: number }>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    // Callbacks that allocate for what they hand over are how glue works.
    if (event.kind !== 'reentered' || isAllocatorFunction(event.innerExport)) return;
    const at = this.context.userPlace(event, event.stack, (frame) => frame.kind === 'js');
    if (!at) return;
    const site = this.sites.get(placeKey(at)) ?? { event, at, times: 0, depth: 0 };
    if (event.outcomeChanged && !site.event.outcomeChanged) site.event = event;
    site.times += event.count;
    site.depth = Math.max(site.depth, event.depth);
    this.sites.set(placeKey(at), site);
  }

  findings(): Finding[] {
    return [...this.sites.values()].flatMap(({ event, at, times, depth }) => {
      if (!event.outcomeChanged || depth > ACCIDENTAL_DEPTH) return [];
      const outer = this.outerCall(event);
      return [
        {
          rule: 'async/reentrant-call' as const,
          severity: 'warning' as const,
          message: `'${event.innerExport}' is called here, from the import '${event.import}', while '${event.outerExport}' of the same instance waits: it changes state that the outer call goes on with`,
          at,
          related: outer ? [{ message: 'the outer call', at: outer }] : [],
          evidence: { times, clobberedWords: event.clobberedWords, outerExport: event.outerExport, innerExport: event.innerExport },
          remedy: 'Note the wish in the callback and act on it when the outer call has returned.',
        },
      ];
    });
  }

  notObserved(): NotObserved[] {
    return [];
  }

  /** The script line beyond the Wasm frames that lie between. */
  private outerCall(event: EventOf<'reentered'>): FindingPlace | null {
    const frames = this.context.stack(event, event.stack);
    const lastWasm = frames.findLastIndex((frame: TraceFrame) => frame.kind === 'wasm');
    const caller = frames.slice(lastWasm + 1).find((frame) => frame.kind === 'js' && frame.line > 0);
    return lastWasm < 0 || !caller ? null : (this.context.places(caller)[0] ?? null);
  }
}
