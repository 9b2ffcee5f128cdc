import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { rounded } from '../rounded';

type Compile = EventOf<'compile'>;

/** Nobody notices less on an event loop. */
const NOTICEABLE_MS = 20;

/** `new WebAssembly.Module` while a request is being served: every other request waits. At start-up nobody does. */
export const syncCompile: Analyser = {
  rules: ['cache/sync-compile'],
  start: (context) => new SyncCompileRun(context),
};

class SyncCompileRun implements AnalysisRun {
  private readonly seen: Compile[] = [];
  private readonly serving = new Set<string>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'request') this.serving.add(`${event.pid}.${event.tid}`);
    if (event.kind !== 'compile' || !event.synchronous || event.operation === 0 || event.durationMs < NOTICEABLE_MS) return;
    if (this.seen.length < LIMITS.trace.keptEventsPerRule) this.seen.push(event);
  }

  findings(): Finding[] {
    const sites = new Map<string, Compile[]>();
    for (const compile of this.seen) {
      if (!this.serving.has(`${compile.pid}.${compile.tid}`)) continue;
      const at = this.context.userPlace(compile, compile.stack);
      const key = at ? `${at.file}:${at.line}` : '';
      sites.set(key, [...(sites.get(key) ?? []), compile]);
    }
    return [...sites.values()].map((compiles) => {
      const maxMs = Math.max(...compiles.map(({ durationMs }) => durationMs));
      return {
        rule: 'cache/sync-compile',
        severity: 'warning',
        message: `a module is compiled synchronously while requests are served: the event loop stands still for ${rounded(maxMs)} ms`,
        at: this.context.userPlace(compiles[0]!, compiles[0]!.stack),
        related: [],
        evidence: { compiles: compiles.length, maxMs: rounded(maxMs), totalMs: rounded(compiles.reduce((sum, { durationMs }) => sum + durationMs, 0)) },
        remedy: 'Use WebAssembly.compile, which works on other threads, or compile before the server listens.',
      };
    });
  }

  notObserved(): [] {
    return [];
  }
}
