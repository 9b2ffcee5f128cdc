import type { Finding } from '../../findings/finding';
import { isStale } from '../../symbols/module-symbols';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';

/** Debug information that a tool left behind when it changed the code. A module without any is stripped on purpose. */
export const staleDebugInfo: Analyser = {
  rules: ['cache/stale-debug-info'],
  start: (context) => new StaleDebugInfoRun(context),
};

class StaleDebugInfoRun implements AnalysisRun {
  private readonly modules = new Map<string, EventOf<'compile'>>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'compile' && !this.modules.has(event.module)) this.modules.set(event.module, event);
  }

  findings(): Finding[] {
    return [...this.modules.values()].flatMap((compile) => this.finding(compile) ?? []);
  }

  notObserved(): [] {
    return [];
  }

  private finding(compile: EventOf<'compile'>): Finding | null {
    const symbols = this.context.symbols(compile.module);
    if (!symbols || !symbols.problems.some(isStale)) return null;
    const sourceMapped = symbols.kinds.includes('source-map');
    const debugBytes = symbols.module.sections.filter(({ name }) => name.startsWith('.debug_')).reduce((sum, { payloadSize }) => sum + payloadSize, 0);
    return {
      rule: 'cache/stale-debug-info',
      // Where a source map stands in, nobody is led astray.
      severity: sourceMapped ? 'note' : 'warning',
      message: `the debug information of ${compile.sourceFile ?? 'this module'} belongs to other code: debuggers and profilers that believe it show wrong lines`,
      at: this.context.userPlace(compile, compile.stack),
      related: [],
      evidence: { module: compile.module, debugBytes, debugInfo: symbols.kinds, modulePath: compile.sourceFile },
      remedy: 'Let the tool that runs last keep it up to date (wasm-opt -g, of the same age as the compiler), or strip it there and ship a source map.',
    };
  }
}
