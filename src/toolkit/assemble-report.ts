import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../analysis/analysis';
import type { Finding, FindingPlace, Report } from '../findings/finding';
import type { TraceTarget } from '../trace/trace-file';
import type { ModuleStore } from './module-store';
import { version } from './package-info';
import { ScriptSources } from './script-sources';
import type { PathMapping } from './source-display';
import type { TargetEnd } from './target';

export interface Observation {
  readonly mode: Report['mode'];
  readonly target: TraceTarget;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly end: TargetEnd;
  /** What bears on every figure. */
  readonly notes?: readonly string[];
  /** Where the folders of a site stand here. */
  readonly pathMap?: readonly PathMapping[];
}

/** Everything that was seen, as the report of DESIGN's contract (docs/report.md). */
export async function assembleReport(analysis: Analysis, modules: ModuleStore, seen: Observation): Promise<Report> {
  const dropped = analysis.droppedEvents();
  const findings = await atTheirSource(analysis.findings(), seen.pathMap ?? []);
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
async function atTheirSource(findings: readonly Finding[], pathMap: readonly PathMapping[]): Promise<Finding[]> {
  const scripts = new ScriptSources();
  await scripts.load(findings.flatMap(({ at, related }) => [...(at ? [at] : []), ...related.map((each) => each.at)]));
  const placeOf = (at: FindingPlace): FindingPlace => onDisk(scripts.of(at), pathMap);
  return findings.map((finding) => ({ ...finding, at: finding.at && placeOf(finding.at), related: finding.related.map((each) => ({ ...each, at: placeOf(each.at) })) }));
}

/** A page names its scripts by their addresses: the file, where a folder of the site stands here and it is in there. */
function onDisk(at: FindingPlace, pathMap: readonly PathMapping[]): FindingPlace {
  if (!/^https?:/.test(at.file) || !URL.canParse(at.file)) return at;
  const { origin, pathname } = new URL(at.file);
  const address = `${origin}${pathname}`;
  const files = pathMap.filter(({ from }) => address.startsWith(from)).map(({ from, to }) => join(to, decodedPath(address.slice(from.length))));
  const file = files.find((each) => existsSync(each));
  return file === undefined ? at : { ...at, file };
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
