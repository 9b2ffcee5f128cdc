import { LIMITS } from '../../base/limits';
import type { Finding, FindingPlace } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { instanceKey } from './memory-curves';

/** Fewer are set-up, or a request that is under way. */
const ENOUGH_DROPS = 16;
/** Of all calls: those before are set-up, and in the last part what was taken may still be given back. */
const EARLY_PART = 0.5;
const LATE_PART = 0.7;

interface Site {
  readonly event: EventOf<'stack-taken'>;
  readonly at: FindingPlace | null;
  readonly exports: Set<string>;
  drops: number;
  outstanding: number;
  bytes: number;
  thrown: number;
}

/** Space on the shadow stack that calls take and never give back: in the end the stack grows into the data below it. */
export const stackLeak: Analyser = {
  rules: ['memory/stack-leak'],
  start: (context) => new StackLeakRun(context),
};

class StackLeakRun implements AnalysisRun {
  private readonly latest = new Map<string, EventOf<'stack-taken'>>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind !== 'stack-taken') return;
    const key = instanceKey(event);
    if (this.latest.has(key) || this.latest.size < LIMITS.trace.keptEventsPerRule) this.latest.set(key, event);
  }

  findings(): Finding[] {
    return [...this.sites().values()].map(({ at, exports, drops, outstanding, bytes, thrown }) => {
      const names = [...exports].join(' and ');
      return {
        rule: 'memory/stack-leak',
        severity: 'error',
        message: thrown * 2 > outstanding
          ? `${thrown} calls of ${names} failed here and left the stack pointer where it was in the middle of them: ${bytes} bytes of stack are lost`
          : `${outstanding} of ${drops} times that ${names} took space on the stack here it was never given back: ${bytes} bytes of stack are lost`,
        at,
        related: [],
        evidence: { lostStackBytes: bytes, neverReleased: outstanding, taken: drops, failedCalls: thrown, bytesPerCall: Math.round(bytes / outstanding), exports: [...exports] },
        remedy: thrown * 2 > outstanding
          ? 'Save the stack pointer before such a call and restore it in the catch, or make a new instance after an error.'
          : 'Save the stack pointer before (`stackSave`) and restore it on every path after (`stackRestore`, in a finally).',
      };
    });
  }

  notObserved(): [] {
    return [];
  }

  private sites(): Map<string, Site> {
    const sites = new Map<string, Site>();
    for (const event of this.latest.values()) {
      for (const each of event.sites) {
        if (each.outstanding < ENOUGH_DROPS || each.firstCall > event.calls * EARLY_PART || each.lastCall < event.calls * LATE_PART) continue;
        const at = this.context.userPlace(event, each.stack);
        const key = at ? `${at.file}:${at.line}` : `${instanceKey(event)} ${each.export}`;
        const site = sites.get(key) ?? { event, at, exports: new Set<string>(), drops: 0, outstanding: 0, bytes: 0, thrown: 0 };
        sites.set(key, site);
        site.exports.add(each.export);
        site.drops += each.drops;
        site.outstanding += each.outstanding;
        site.bytes += each.outstandingBytes;
        site.thrown += each.thrown;
      }
    }
    return sites;
  }
}
