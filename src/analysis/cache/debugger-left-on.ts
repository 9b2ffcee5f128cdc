import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';

type Attached = EventOf<'debugger-attached'>;

/** Seen so often in a row, a second apart: a snapshot or a look is over sooner. */
const ENOUGH_LOOKS = 3;
const DEVELOPMENT = /^(dev|test)/i;

interface Seen {
  last: Attached;
  looks: number;
  inside: number;
  outside: number;
}

/** A service that runs Wasm with the Debugger on, with a debugger connected, or with an open inspector port. */
export const debuggerLeftOn: Analyser = {
  rules: ['cache/debugger-left-on'],
  start: (context) => new DebuggerLeftOnRun(context),
};

class DebuggerLeftOnRun implements AnalysisRun {
  private readonly seen = new Map<string, Seen>();
  private readonly planned = new Set<number>();
  private readonly withWasm = new Set<number>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'runtime-setup' && DEVELOPMENT.test(event.environment ?? '')) this.planned.add(event.pid);
    if (event.kind === 'instantiate') this.withWasm.add(event.pid);
    if (event.kind !== 'debugger-attached') return;
    const key = `${event.pid}.${event.tid} ${event.inspectorUrl ?? ''}`;
    const seen = this.seen.get(key) ?? { last: event, looks: 0, inside: 0, outside: 0 };
    seen.last = event;
    seen.looks++;
    if (event.client !== null) seen[event.client]++;
    if (this.seen.size < LIMITS.agent.sites) this.seen.set(key, seen);
  }

  findings(): Finding[] {
    return [...this.seen.values()].filter(({ last }) => this.withWasm.has(last.pid) && !this.planned.has(last.pid)).flatMap((seen) => this.finding(seen) ?? []);
  }

  notObserved(): [] {
    return [];
  }

  private finding({ last, looks, inside, outside }: Seen): Finding | null {
    const used = Math.max(inside, outside) >= ENOUGH_LOOKS;
    // A session that was on for a moment only is gone by now.
    if (last.inspectorUrl === null && !used) return null;
    return {
      rule: 'cache/debugger-left-on',
      severity: used ? 'warning' : 'note',
      message: message(last, used),
      at: this.context.userPlace(last, last.stack),
      related: [],
      evidence: { inspector: last.inspectorUrl, byFlag: last.byFlag, secondsSeen: looks, secondsDebuggerOn: inside, secondsConnected: outside },
      remedy: last.byFlag
        ? 'Start the service without --inspect (command line and NODE_OPTIONS); SIGUSR1 opens the inspector when it is needed.'
        : 'Switch it off when the look is over: Debugger.disable, session.disconnect(), inspector.close().',
    };
  }
}

function message({ inspectorUrl, client }: Attached, used: boolean): string {
  if (inspectorUrl === null) return 'the Debugger is on in a session that the program holds with itself: all WebAssembly of the process runs unoptimised, 1.3 to 5 times slower';
  if (used) return `somebody is connected to the inspector at ${inspectorUrl}: with the Debugger on, which can't be seen from here, all WebAssembly runs 1.3 to 5 times slower`;
  return `the inspector listens at ${inspectorUrl}${client === null ? '; nobody was seen to use it' : ''}: whoever connects can run code here, and slow WebAssembly down`;
}
