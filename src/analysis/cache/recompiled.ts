import { LIMITS } from '../../base/limits';
import type { Finding, FindingPlace } from '../../findings/finding';
import type { ModuleHash, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { CompileHistory, isStampede, type Compile } from './compile-history';
import { rounded } from '../rounded';

/** Once again may be chance (a test, a reload); twice is a habit. */
const ENOUGH_AGAIN = 2;
/** Threads that each compile the same: worth a word from this many, or from this much time on. */
const ENOUGH_THREADS = 3;
const ENOUGH_THREAD_MS = 10;
/** Bytes compiled in vain below which it is worth no more than a word: a few milliseconds, once in a thread's life. */
const DEAR_BYTES = 1 << 20;

interface Site {
  readonly at: FindingPlace | null;
  readonly modules: Set<string>;
  compiles: number;
  compileMs: number;
  readonly operations: Set<string>;
}

/**
 * The same bytes compiled again: in one thread, where a compiled Module could have been kept, or in several, where it
 * could have been posted. Other bytes are another module; a rush on the first compilation is `cache/stampede`.
 */
export const recompiled: Analyser = {
  rules: ['cache/recompiled'],
  start: (context) => new RecompiledRun(context),
};

class RecompiledRun implements AnalysisRun {
  private readonly history = new CompileHistory(LIMITS.trace.keptEventsPerRule);
  private readonly moduleBytes = new Map<string, number>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'module' && this.moduleBytes.size < LIMITS.trace.keptEventsPerRule) this.moduleBytes.set(event.module, event.sizeBytes);
    if (event.kind === 'compile') this.history.add(event);
  }

  findings(): Finding[] {
    return [...this.inOneThread(), ...this.inSeveralThreads()];
  }

  notObserved(): [] {
    return [];
  }

  private inOneThread(): Finding[] {
    const sites = new Map<string, Site>();
    for (const { module, threads } of this.history.byModule()) {
      if (this.hasNoCode(module)) continue;
      for (const thread of threads) if (thread.again.length >= ENOUGH_AGAIN && !isStampede(thread)) this.addTo(sites, thread.again);
    }
    return [...sites.values()].map((site) => ({
      rule: 'cache/recompiled' as const,
      severity: 'warning' as const,
      message: `${site.modules.size === 1 ? 'the same module is' : `${site.modules.size} modules are`} compiled again here, ${site.compiles === 1 ? 'once' : `${site.compiles} times`}, ${Math.round(site.compileMs)} ms in all`,
      at: site.at,
      related: [],
      evidence: { compiles: site.compiles, compileMs: rounded(site.compileMs), modules: [...site.modules], operations: site.operations.size },
      remedy: 'Compile once and keep the WebAssembly.Module, by the content or version of its bytes; instances can be made from it at any time.',
      cost: { cpuSeconds: rounded(site.compileMs / 1_000) },
    }));
  }

  /** An adapter, as Emscripten's `addFunction` makes one to put a JavaScript function into a table: there is nothing to compile. */
  private hasNoCode(module: ModuleHash): boolean {
    return this.context.symbols(module)?.module.functions.length === 0;
  }

  private addTo(sites: Map<string, Site>, compiles: readonly Compile[]): void {
    for (const compile of compiles) {
      const at = this.context.userPlace(compile, compile.stack);
      const key = at ? `${at.file}:${at.line}` : '';
      const site = sites.get(key) ?? { at, modules: new Set(), compiles: 0, compileMs: 0, operations: new Set() };
      sites.set(key, site);
      site.modules.add(compile.module);
      site.compiles++;
      site.compileMs += compile.durationMs;
      if (compile.operation !== 0) site.operations.add(`${compile.pid}.${compile.tid}.${compile.operation}`);
    }
  }

  private inSeveralThreads(): Finding[] {
    const findings: Finding[] = [];
    for (const { module, threads } of this.history.byModule()) {
      for (const first of byProcess(threads.map(({ first }) => first)).values()) {
        const later = first.slice(1);
        const compileMs = later.reduce((sum, { durationMs }) => sum + durationMs, 0);
        if (later.length === 0 || (first.length < ENOUGH_THREADS && compileMs < ENOUGH_THREAD_MS)) continue;
        const last = later.at(-1)!;
        findings.push({
          rule: 'cache/recompiled',
          severity: later.length * (this.moduleBytes.get(module) ?? Infinity) < DEAR_BYTES ? 'note' : 'warning',
          message: `${first.length} threads of one process each compile the same module, ${Math.round(compileMs)} ms more than once would take`,
          at: this.context.userPlace(last, last.stack),
          related: [],
          evidence: { threads: first.length, compiles: later.length, compileMs: rounded(compileMs), modules: [module] },
          remedy: 'Compile in one thread and post the WebAssembly.Module to the others: it is shared, not copied.',
          cost: { cpuSeconds: rounded(compileMs / 1_000) },
        });
      }
    }
    return findings;
  }
}

function byProcess(compiles: readonly Compile[]): Map<number, Compile[]> {
  const processes = new Map<number, Compile[]>();
  for (const compile of [...compiles].sort((a, b) => a.t - b.t)) processes.set(compile.pid, [...(processes.get(compile.pid) ?? []), compile]);
  return processes;
}
