import type { Finding, FindingPlace, NotObserved, RuleName } from '../../findings/finding';
import type { CallStretch } from '../../trace/async-events';
import type { EventOf, ModuleHash, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { CallerPlaces, placeKey } from './caller-place';
import { operationsTimeline } from './operations-timeline';

type Interleaved = EventOf<'interleaved'>;

/** Effects that are faults; the others are operations that pass each other without harm. */
const HARMFUL: ReadonlySet<Interleaved['effect']> = new Set(['depends', 'shared-words', 'suspended']);

/** Now and then one overtakes the other on its way; more than this share is how they are served. */
const OFTEN = 0.4;

/** Two operations in one instance at once, with a state that both change; and which of them ended in the wrong order. */
export const overlappingCall: Analyser = {
  rules: ['async/overlapping-call', 'async/out-of-order'],
  start: (context) => new OverlappingCallRun(context),
};

interface Overlap {
  readonly event: Interleaved;
  readonly second: FindingPlace | null;
  readonly first: FindingPlace | null;
  times: number;
  pairs: number;
  inverted: number;
}

class OverlappingCallRun implements AnalysisRun {
  private readonly events: Interleaved[] = [];
  /** Of each module, around the first encounter. */
  private readonly stretches = new Map<ModuleHash, readonly CallStretch[]>();
  private readonly places: CallerPlaces;

  constructor(context: AnalysisContext) {
    this.places = new CallerPlaces(context);
  }

  onEvent(event: TraceEvent): void {
    if (event.kind === 'instantiate') this.places.onInstantiate(event);
    if (event.kind === 'interleaved') this.events.push(event);
    if (event.kind === 'call-stretches' && !this.stretches.has(event.module)) this.stretches.set(event.module, event.stretches);
  }

  findings(): Finding[] {
    const overlaps = this.overlaps();
    return [...overlaps.values()].flatMap((overlap) => {
      const findings = [overlapFinding(overlap), ...(overlap.inverted > overlap.pairs * OFTEN ? [orderFinding(overlap)] : [])];
      const drawn = operationsTimeline(this.stretches.get(overlap.event.module) ?? []);
      return drawn.length === 0 ? findings : findings.map((finding) => ({ ...finding, evidence: { ...finding.evidence, operationsTimeline: drawn } }));
    });
  }

  notObserved(): NotObserved[] {
    const judged = new Set(this.events.filter(({ effect }) => effect !== 'unknown').map(({ module }) => module));
    const unjudged = this.events.filter(({ module, how }) => how === 'calls' && !judged.has(module));
    const why = 'operations were interleaved in an instance whose calls could not be repeated (large memory, or values that are no numbers)';
    return unjudged.length === 0 ? [] : (['async/overlapping-call', 'async/out-of-order'] as const).map((rule: RuleName) => ({ rule, why }));
  }

  /** One for each module and way of overlapping: the lines are those of the first proven encounter. */
  private overlaps(): Map<string, Overlap> {
    const overlaps = new Map<string, Overlap>();
    for (const event of this.events) {
      const key = `${event.module} ${event.how}`;
      const known = overlaps.get(key);
      if (known) {
        known.times += event.count;
        known.pairs += event.pairs;
        known.inverted += event.inverted;
      } else if (HARMFUL.has(event.effect)) {
        const second = this.places.of(event, event.secondStack);
        const first = this.places.of(event, event.firstStack);
        overlaps.set(key, { event, second: second ?? first, first: first ?? second, times: event.count, pairs: event.pairs, inverted: event.inverted });
      }
    }
    return overlaps;
  }
}

function overlapFinding({ event, first, second, times }: Overlap): Finding {
  const { firstExport, secondExport, effect } = event;
  return {
    rule: 'async/overlapping-call',
    severity: 'error',
    message:
      effect === 'suspended'
        ? `'${secondExport}' is entered here while '${firstExport}' is suspended in the same instance: ${event.how === 'asyncify' ? 'Asyncify keeps one suspended call only' : 'their stack frames in linear memory overwrite each other'}`
        : `'${secondExport}' begins here while another operation, begun with '${firstExport}', is under way in the same instance: both change the same state`,
    at: second,
    related: first ? [{ message: placeKey(first) === placeKey(second) ? 'the first operation came in by the same line' : 'the first operation came in here', at: first }] : [],
    evidence: { times, firstExport, secondExport, ...(effect !== 'suspended' && { changedWords: event.changedWords }), ...(event.result !== null && { result: event.result, resultAlone: event.resultAlone }) },
    remedy: 'Give each operation an instance of its own (a pool), keep its state apart by a session id, or let one operation in at a time (a queue).',
  };
}

function orderFinding({ event, first, second, pairs, inverted }: Overlap): Finding {
  return {
    rule: 'async/out-of-order',
    severity: 'warning',
    message: `Operations that share the state of one instance are done in another order than they began: '${event.secondExport}' begins here and ends before the first`,
    at: second,
    related: first ? [{ message: 'the earlier operation came in here', at: first }] : [],
    evidence: { pairs, invertedPairs: inverted },
    remedy: 'Keep the state of each operation apart, or serve them one after the other.',
  };
}
