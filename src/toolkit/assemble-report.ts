import type { Analysis } from '../analysis/analysis';
import type { Finding, Report } from '../findings/finding';
import type { TraceTarget } from '../trace/trace-file';
import type { ModuleStore } from './module-store';
import { version } from './package-info';
import { ScriptSources } from './script-sources';
import type { TargetEnd } from './target';

export interface Observation {
  readonly mode: Report['mode'];
  readonly target: TraceTarget;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly end: TargetEnd;
  /** What bears on every figure. */
  readonly notes?: readonly string[];
}

/** Everything that was seen, as the report of DESIGN's contract (docs/report.md). */
export async function assembleReport(analysis: Analysis, modules: ModuleStore, seen: Observation): Promise<Report> {
  const dropped = analysis.droppedEvents();
  const findings = await atTheirSource(analysis.findings());
  const cost = analysis.costTable(findings);
  return {
    tool: 'wasmscope',
    version,
    target: { ...seen.target, exitCode: seen.end.exitCode, signal: seen.end.signal },
    mode: seen.mode,
    startedAt: seen.startedAt,
    durationMs: Math.round(seen.durationMs),
    modules: analysis.moduleList((module) => modules.debugInfo(module)),
    findings,
    notObserved: analysis.notObserved(),
    ...(seen.notes && seen.notes.length > 0 ? { notes: seen.notes } : {}),
    ...(Object.keys(dropped).length > 0 ? { dropped } : {}),
    ...(cost ? { cost } : {}),
  };
}

/** Places in compiled JavaScript become those of what it was compiled from. */
async function atTheirSource(findings: readonly Finding[]): Promise<Finding[]> {
  const scripts = new ScriptSources();
  await scripts.load(findings.flatMap(({ at, related }) => [...(at ? [at] : []), ...related.map((each) => each.at)]));
  return findings.map((finding) => ({ ...finding, at: finding.at && scripts.of(finding.at), related: finding.related.map((each) => ({ ...each, at: scripts.of(each.at) })) }));
}
