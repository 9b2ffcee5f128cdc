import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { isLibraryFile } from '../user-code';
import { CallerPlaces, placeKey } from './caller-place';

/** A promise where a value is wanted: it becomes 0, NaN, an error or the text `[object Promise]`. */
export const promiseAsValue: Analyser = {
  rules: ['async/promise-as-value'],
  start: (context) => new PromiseAsValueRun(context),
};

interface Cause {
  readonly event: EventOf<'promise-coerced'>;
  readonly taken: FindingPlace | null;
  readonly definedAt: FindingPlace | null;
  count: number;
}

class PromiseAsValueRun implements AnalysisRun {
  private readonly events: EventOf<'promise-coerced'>[] = [];
  private readonly places: CallerPlaces;

  constructor(private readonly context: AnalysisContext) {
    this.places = new CallerPlaces(context);
  }

  onEvent(event: TraceEvent): void {
    if (event.kind === 'promise-coerced') this.events.push(event);
    if (event.kind === 'instantiate') this.places.onInstantiate(event);
  }

  findings(): Finding[] {
    return [...this.causes().values()].flatMap((cause) => findingFor(cause) ?? []);
  }

  notObserved(): NotObserved[] {
    return [];
  }

  private causes(): Map<string, Cause> {
    const causes = new Map<string, Cause>();
    for (const event of this.events) {
      const taken = (event.how === 'import-result' || event.how === 'number' ? this.takenInWasm(event) : null) ?? this.context.userPlace(event, event.stack);
      const definedAt = event.definedAt && !isLibraryFile(event.definedAt.file) ? event.definedAt : null;
      const key = definedAt ? placeKey(definedAt) : placeKey(taken);
      const known = causes.get(key);
      if (known) known.count += event.count;
      else causes.set(key, { event, taken, definedAt, count: event.count });
    }
    return causes;
  }

  private takenInWasm(event: EventOf<'promise-coerced'>): FindingPlace | null {
    return this.context.stack(event, event.stack)[0]?.kind === 'wasm' ? this.places.inWasm(event, event.stack) : null;
  }
}

function findingFor({ event, taken, definedAt, count }: Cause): Finding | null {
  const at = definedAt ?? taken;
  if (!at) return null;
  const gives = event.wanted === 'i64' ? 'an error' : event.wanted?.startsWith('f') ? 'NaN' : event.how === 'string' || event.how === 'default' ? '"[object Promise]"' : '0';
  const name = event.import === null ? '' : ` '${event.import}'`;
  const message =
    event.import !== null
      ? `The import${name} gives a promise where ${event.wanted === null ? 'a value' : `an ${event.wanted}`} is taken: Wasm goes on with ${gives}`
      : `A promise is taken for a value here: it becomes ${gives === '0' ? 'NaN, and 0 as an integer' : gives}`;
  return {
    rule: 'async/promise-as-value',
    severity: 'error',
    message,
    at,
    related: taken && taken !== at ? [{ message: 'taken for a value here', at: taken }] : [],
    evidence: { times: count, ...(event.import !== null && { import: event.import }), ...(event.wanted !== null && { wantedType: event.wanted }) },
    remedy: event.import === null ? 'Await the promise before its value is used.' : 'Fetch the value before the call and pass it in, give the import a function that answers at once, or suspend the call (JSPI: WebAssembly.Suspending, or Asyncify).',
  };
}
