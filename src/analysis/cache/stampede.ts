import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { rounded } from '../rounded';
import { CompileHistory, isStampede } from './compile-history';

const ENOUGH_AT_ONCE = 3;

/** Several requests miss at once, and each compiles what the first is already compiling. */
export const stampede: Analyser = {
  rules: ['cache/stampede'],
  start: (context) => new StampedeRun(context),
};

class StampedeRun implements AnalysisRun {
  private readonly history = new CompileHistory(LIMITS.trace.keptEventsPerRule);

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'compile') this.history.add(event);
  }

  findings(): Finding[] {
    const findings: Finding[] = [];
    for (const { module, threads } of this.history.byModule()) {
      for (const thread of threads) {
        if (!isStampede(thread) || thread.again.length + 1 < ENOUGH_AT_ONCE) continue;
        const compileMs = thread.again.reduce((sum, { durationMs }) => sum + durationMs, 0);
        findings.push({
          rule: 'cache/stampede',
          severity: 'warning',
          message: `${thread.again.length + 1} callers compile the same module at once: only the first needed to`,
          at: this.context.userPlace(thread.first, thread.first.stack),
          related: [],
          evidence: { compiles: thread.again.length + 1, redundantMs: rounded(compileMs), modules: [module] },
          remedy: 'Keep the promise of the compilation in the cache, not its result: whoever comes later waits for the same one.',
          cost: { cpuSeconds: rounded(compileMs / 1_000) },
        });
      }
    }
    return findings;
  }

  notObserved(): [] {
    return [];
  }
}
