import { Analysis } from '../../../src/analysis/analysis';
import type { Analyser } from '../../../src/analysis/analyser';
import type { Finding } from '../../../src/findings/finding';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import type { TraceEvent } from '../../../src/trace/event';

export type Unstamped = TraceEvent extends infer Event ? (Event extends TraceEvent ? Omit<Event, 't' | 'pid' | 'tid'> & { t?: number } : never) : never;

/** Findings of one rule in a trace of one process; without a time of its own an event comes 250 ms after the last. */
export function findingsOf(analyser: Analyser, events: readonly Unstamped[], symbols?: ModuleSymbols): Finding[] {
  const analysis = new Analysis({ symbols: () => symbols, sourcePath: (file) => file }, [analyser]);
  let t = 0;
  for (const event of events) {
    t = event.t ?? t + 250;
    analysis.onEvent({ ...event, t, pid: 1, tid: 0 });
  }
  return analysis.findings();
}

export const jsStack = (id: number, line: number, file = '/app/service.mjs'): Unstamped => ({ kind: 'stack', id, frames: [{ kind: 'js', function: 'handle', file, line, column: 3 }] });
