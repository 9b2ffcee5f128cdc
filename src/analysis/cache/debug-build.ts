import { LIMITS } from '../../base/limits';
import type { Finding, NotObserved } from '../../findings/finding';
import { unoptimisedShare } from '../../symbols/code-shape';
import type { ModuleSymbols } from '../../symbols/module-symbols';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { rounded } from '../rounded';

/** Of its code; the rest are libraries that were built elsewhere. */
const MOSTLY_UNOPTIMISED = 0.3;
/** A module that hardly runs costs nothing, however it was built. */
const ENOUGH_MS = 100;
const DEVELOPMENT = /^(dev|test)/i;
const PRODUCTION = /^prod/i;

/** An unoptimised build, told by its code, that takes real time; or flags that keep V8 from optimising it. */
export const debugBuild: Analyser = {
  rules: ['cache/debug-build'],
  start: (context) => new DebugBuildRun(context),
};

class DebugBuildRun implements AnalysisRun {
  private readonly compiles = new Map<string, EventOf<'compile'>>();
  private readonly exportMs = new Map<string, number>();
  private readonly setups = new Map<number, EventOf<'runtime-setup'>>();
  private attached = false;

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    switch (event.kind) {
      case 'thread-start':
        this.attached ||= event.mode === 'attach';
        return;
      case 'runtime-setup':
        if (this.setups.size < LIMITS.agent.sites) this.setups.set(event.pid, event);
        return;
      case 'compile':
        if (!this.compiles.has(event.module) && this.compiles.size < LIMITS.agent.sites) this.compiles.set(event.module, event);
        return;
      case 'export-calls':
        this.exportMs.set(event.module, (this.exportMs.get(event.module) ?? 0) + event.totalMs);
        return;
      default:
    }
  }

  findings(): Finding[] {
    return [...this.compiles.values()].flatMap((compile) => {
      const setup = this.setups.get(compile.pid);
      const exportMs = this.exportMs.get(compile.module) ?? 0;
      if (exportMs < ENOUGH_MS || DEVELOPMENT.test(setup?.environment ?? '')) return [];
      const symbols = this.context.symbols(compile.module);
      return [symbols && this.builtWithout(compile, symbols, exportMs, setup), setup && this.runWithout(compile, exportMs, setup)].filter((finding) => finding != null);
    });
  }

  notObserved(): NotObserved[] {
    return this.attached ? [{ rule: 'cache/debug-build', why: 'what the instances cost that were there before Wasmscope attached is not measured: record a profile, or launch the service under Wasmscope' }] : [];
  }

  private builtWithout(compile: EventOf<'compile'>, { module, kinds }: ModuleSymbols, exportMs: number, setup: EventOf<'runtime-setup'> | undefined): Finding | null {
    const share = unoptimisedShare(module);
    if (share === null || share < MOSTLY_UNOPTIMISED) return null;
    const environment = setup?.environment ?? null;
    return {
      rule: 'cache/debug-build',
      // Without NODE_ENV nothing says that this is production.
      severity: PRODUCTION.test(environment ?? '') ? 'warning' : 'note',
      message: `${compile.sourceFile ?? 'this module'} was compiled without optimisation: ${Math.round(share * 100)} % of its code keeps every value in memory or in a local`,
      at: this.context.userPlace(compile, compile.stack),
      related: [],
      evidence: { module: compile.module, unoptimisedShare: rounded(share), exportMs: rounded(exportMs), environment, debugInfo: kinds, producers: module.producers.map(({ name, version }) => `${name} ${version}`.trim()), simd: module.targetFeatures.includes('+simd128') },
      remedy: 'Deploy a release build (cargo build --release, -O2 or -O3): unoptimised code takes several times the CPU.',
      cost: { cpuSeconds: rounded(exportMs / 1_000) },
    };
  }

  private runWithout(compile: EventOf<'compile'>, exportMs: number, { environment, slowFlags }: EventOf<'runtime-setup'>): Finding | null {
    if (slowFlags.length === 0) return null;
    return {
      rule: 'cache/debug-build',
      severity: 'warning',
      message: `${slowFlags.join(' ')} keeps V8 from optimising WebAssembly`,
      at: this.context.userPlace(compile, compile.stack),
      related: [],
      evidence: { module: compile.module, slowFlags, exportMs: rounded(exportMs), environment },
      remedy: 'Start the service without these flags (command line and NODE_OPTIONS).',
    };
  }
}
