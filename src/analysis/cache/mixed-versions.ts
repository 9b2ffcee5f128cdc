import type { Finding } from '../../findings/finding';
import type { TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { ModuleUses, versionsTimeline, type ModuleUse } from './module-uses';

/** So long both must answer: while a service restarts its workers one by one, versions overlap. */
const LASTING_MS = 1_000;

/** Two builds of one file answer at the same time, in different threads or processes: half a deployment. */
export const mixedVersions: Analyser = {
  rules: ['cache/mixed-versions'],
  start: (context) => new MixedVersionsRun(context),
};

class MixedVersionsRun implements AnalysisRun {
  private readonly uses = new ModuleUses();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    this.uses.onEvent(event);
  }

  findings(): Finding[] {
    return [...this.byFile()].flatMap(([file, uses]) => this.finding(file, uses) ?? []);
  }

  notObserved(): [] {
    return [];
  }

  private byFile(): Map<string, ModuleUse[]> {
    const files = new Map<string, ModuleUse[]>();
    for (const use of this.uses.all()) {
      const file = use.compile.sourceFile!;
      if (use.calls > 0) files.set(file, [...(files.get(file) ?? []), use]);
    }
    return files;
  }

  private finding(file: string, uses: readonly ModuleUse[]): Finding | null {
    const pair = uses.flatMap((one) => uses.filter((other) => besides(one, other)).map((other) => [one, other] as const)).find(([one, other]) => overlapMs(one, other) >= LASTING_MS);
    if (!pair) return null;
    const [older, newer] = [...pair].sort((a, b) => a.compile.t - b.compile.t) as [ModuleUse, ModuleUse];
    const modules = new Set(uses.map(({ compile }) => compile.module));
    const at = this.context.userPlace(older.compile, older.compile.stack);
    const newerAt = this.context.userPlace(newer.compile, newer.compile.stack);
    return {
      rule: 'cache/mixed-versions',
      // A canary is planned, and then it is the same to look at.
      severity: 'note',
      message: `${modules.size} builds of ${file} answer at the same time, in ${uses.length} threads or processes`,
      at,
      related: newerAt ? [{ message: 'the newer one is loaded here', at: newerAt }] : [],
      evidence: { path: file, modules: [...modules], threads: uses.length, overlapMs: Math.round(overlapMs(older, newer)), calls: uses.reduce((sum, { calls }) => sum + calls, 0), versionsTimeline: versionsTimeline(uses, ({ compile }) => `${compile.module} in ${compile.pid}.${compile.tid}`) },
      remedy: 'Restart or reload all workers when a file is replaced, or give each version a name of its own.',
    };
  }
}

/** Of one thread `cache/stale-version` speaks. */
function besides(one: ModuleUse, other: ModuleUse): boolean {
  const [a, b] = [one.compile, other.compile];
  return a.module !== b.module && (a.pid !== b.pid || a.tid !== b.tid);
}

const overlapMs = (one: ModuleUse, other: ModuleUse): number => Math.min(one.lastCallAt, other.lastCallAt) - Math.max(one.firstCallAt, other.firstCallAt);
