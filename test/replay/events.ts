import { Analysis } from '../../src/analysis/analysis';
import type { Analyser } from '../../src/analysis/analyser';
import type { Finding, NotObserved } from '../../src/findings/finding';
import type { Stamp, TraceEvent } from '../../src/trace/event';

type Unstamped<Event> = Event extends TraceEvent ? Omit<Event, keyof Stamp> & Partial<Stamp> : never;
export type BriefEvent = Unstamped<TraceEvent>;

/** Gives an analyser a trace, written without stamps where they do not matter (process 1, main thread, one ms apart). */
export function replay(analysers: readonly Analyser[], events: readonly BriefEvent[]): { findings: Finding[]; notObserved: NotObserved[] } {
  const analysis = new Analysis({ symbols: () => undefined, sourcePath: (file) => file }, analysers);
  events.forEach((event, index) => analysis.onEvent({ t: index + 1, pid: 1, tid: 0, ...event }));
  const own = new Set(analysers.flatMap(({ rules }) => rules));
  return { findings: analysis.findings(), notObserved: analysis.notObserved().filter(({ rule }) => own.has(rule)) };
}

/** A stack of one line of the user's. */
export const stackAt = (id: number, file: string, line: number, stamp: Partial<Stamp> = {}): BriefEvent => ({
  kind: 'stack',
  id,
  frames: [{ kind: 'js', function: null, file, line, column: 1 }],
  ...stamp,
});
