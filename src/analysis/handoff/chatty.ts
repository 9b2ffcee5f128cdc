import { LIMITS } from '../../base/limits';
import type { Finding, FindingPlace } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';

type Repeated = EventOf<'repeated-calls'>;

/** Some thousand calls cost what one look at memory does not: below that nobody notices. */
const ENOUGH_CALLS = 3_000;

interface Site {
  readonly at: FindingPlace | null;
  readonly exports: Set<string>;
  readonly writes: boolean;
  calls: number;
  turns: number;
}

/**
 * Data that crosses the boundary element by element: one line calls an accessor thousands of times without a pause,
 * where a view over the memory would do. Calls that compute something are no hand-off, however many they are.
 */
export const chattyHandoff: Analyser = {
  rules: ['handoff/chatty'],
  start: (context) => new ChattyHandoffRun(context),
};

class ChattyHandoffRun implements AnalysisRun {
  private readonly repeated = new Map<string, { event: Repeated; calls: number; turns: number }>();
  private attached = false;

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'thread-start') this.attached ||= event.mode === 'attach';
    if (event.kind !== 'repeated-calls' || event.accessor === null) return;
    const key = `${event.pid}.${event.tid} ${event.module} ${event.name} ${event.stack}`;
    const known = this.repeated.get(key) ?? { event, calls: 0, turns: 0 };
    known.calls += event.calls;
    known.turns += event.turns;
    if (this.repeated.size < LIMITS.agent.sites) this.repeated.set(key, known);
  }

  findings(): Finding[] {
    return [...this.byPlace().values()].filter(({ calls }) => calls >= ENOUGH_CALLS).map(({ at, exports, writes, calls, turns }) => ({
      rule: 'handoff/chatty',
      severity: 'warning',
      message: `${[...exports].join(' and ')} ${writes ? 'writes' : 'reads'} one element a call, and is called here ${Math.round(calls / Math.max(1, turns))} times without a pause`,
      at,
      related: [],
      evidence: { calls, turns, callsPerTurn: Math.round(calls / Math.max(1, turns)), exports: [...exports] },
      remedy: writes
        ? 'Write all elements at once, through a typed array over the memory of the instance (TypedArray.set), and tell the module where they are.'
        : 'Have the module tell where the elements are, and read them through a typed array over its memory, made after the call.',
    }));
  }

  notObserved(): { rule: 'handoff/chatty'; why: string }[] {
    return this.attached ? [{ rule: 'handoff/chatty', why: 'calls of instances that were there before Wasmscope attached cannot be counted: launch the service under Wasmscope' }] : [];
  }

  /** `x(i) + y(i)` is one cause: one finding for a line, however many exports it calls. */
  private byPlace(): Map<string, Site> {
    const sites = new Map<string, Site>();
    for (const { event, calls, turns } of this.repeated.values()) {
      const at = this.context.userPlace(event, event.stack);
      const key = at ? `${at.file}:${at.line}` : `${event.pid}.${event.tid}/${event.stack}`;
      const site = sites.get(key) ?? { at, exports: new Set<string>(), writes: event.accessor === 'write', calls: 0, turns: 0 };
      site.exports.add(event.name);
      site.calls += calls;
      site.turns = Math.max(site.turns, turns);
      sites.set(key, site);
    }
    return sites;
  }
}
