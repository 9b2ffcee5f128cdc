import { LIMITS } from '../base/limits';
import { RULES, type CostTable, type Finding, type NotObserved, type ReportModule, type RuleName, type Severity } from '../findings/finding';
import type { ModuleHash, TraceEvent } from '../trace/event';
import type { Analyser, AnalysisRun } from './analyser';
import { CostAccount } from './cost/cost-account';
import { ANALYSERS } from './registry';
import { StackPlaces, type PlaceSources } from './stack-places';

const ORDER: Record<Severity, number> = { error: 0, warning: 1, note: 2 };

/** Feeds a trace to every analyser and gathers what they say. Incremental, like the analysers themselves. */
export class Analysis {
  private readonly places: StackPlaces;
  private readonly runs: readonly AnalysisRun[];
  private readonly modules = new Map<ModuleHash, ReportModuleCount>();
  private readonly unobserved = new Map<string, NotObserved>();
  private readonly sizes = new Set<number>();
  private readonly dropped = new Map<string, number>();
  private readonly cost = new CostAccount();

  constructor(
    sources: PlaceSources,
    private readonly analysers: readonly Analyser[] = ANALYSERS,
  ) {
    this.places = new StackPlaces(sources);
    this.runs = analysers.map((analyser) => analyser.start(this.places));
  }

  onEvent(event: TraceEvent): void {
    this.note(event);
    this.cost.onEvent(event);
    for (const run of this.runs) run.onEvent(event);
  }

  findings(): Finding[] {
    return this.runs
      .flatMap((run) => run.findings())
      .map((finding) => this.cost.priced(finding))
      .sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || a.rule.localeCompare(b.rule))
      .slice(0, LIMITS.report.findings);
  }

  notObserved(): NotObserved[] {
    const built = new Set(this.analysers.flatMap((analyser) => analyser.rules));
    const missing = RULES.filter((rule) => !built.has(rule)).map((rule) => ({ rule, why: 'not implemented' }));
    const said = new Map(this.unobserved);
    for (const entry of this.runs.flatMap((run) => run.notObserved())) said.set(`${entry.rule} ${entry.why}`, entry);
    return [...said.values(), ...missing];
  }

  droppedEvents(): Record<string, number> {
    return Object.fromEntries(this.dropped);
  }

  /** Sizes of payloads that were handed over, to be timed on this machine for comparison (`calibration` events). */
  handoffSizes(): number[] {
    return [...this.sizes];
  }

  /** What the time observed cost, and the part of these findings in it. */
  costTable(findings: readonly Finding[]): CostTable | null {
    return this.cost.table(findings);
  }

  moduleList(debugInfo: (module: ModuleHash) => readonly string[]): ReportModule[] {
    return [...this.modules].map(([hash, module]) => ({ ...module, hash, debugInfo: debugInfo(hash) }));
  }

  private note(event: TraceEvent): void {
    switch (event.kind) {
      case 'stack':
        return this.places.add(event);
      case 'module':
        return this.noteModule(event.module, { name: event.name ?? event.module, bytes: event.sizeBytes });
      case 'compile': {
        const module = this.moduleOf(event.module);
        module.compiles++;
        module.file ??= event.sourceFile;
        return;
      }
      case 'instantiate':
        this.moduleOf(event.module).instances++;
        return;
      case 'file-transfer':
      case 'message':
        return this.noteSize(event.sizeBytes);
      case 'json-transfer':
        return this.noteSize(event.characters);
      case 'not-observed':
        for (const rule of event.rules) this.unobserved.set(`${rule} ${event.why}`, { rule: rule as RuleName, why: event.why });
        return;
      case 'dropped':
        this.dropped.set(event.what, (this.dropped.get(event.what) ?? 0) + event.count);
        return;
      default:
    }
  }

  /** Powers of two, so that there are few. */
  private noteSize(sizeBytes: number): void {
    this.sizes.add(2 ** Math.ceil(Math.log2(Math.max(1, sizeBytes))));
  }

  private noteModule(hash: ModuleHash, known: { name: string; bytes: number }): void {
    Object.assign(this.moduleOf(hash), known);
  }

  private moduleOf(hash: ModuleHash): ReportModuleCount {
    const module = this.modules.get(hash) ?? { name: hash, bytes: 0, file: null, instances: 0, compiles: 0 };
    this.modules.set(hash, module);
    return module;
  }
}

interface ReportModuleCount {
  name: string;
  bytes: number;
  file: string | null;
  instances: number;
  compiles: number;
}
