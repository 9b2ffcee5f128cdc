import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { EventOf, ModuleHash, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';

type Compile = EventOf<'compile'>;

/** So long both must answer: while a service restarts its workers one by one, versions overlap. */
const LASTING_MS = 1_000;

interface Use {
  readonly compile: Compile;
  firstCallAt: number;
  lastCallAt: number;
  calls: number;
}

/** Two builds of one file answer at the same time, in different threads or processes: half a deployment. */
export const mixedVersions: Analyser = {
  rules: ['cache/mixed-versions'],
  start: (context) => new MixedVersionsRun(context),
};

class MixedVersionsRun implements AnalysisRun {
  /** By thread and module. */
  private readonly uses = new Map<string, Use>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'compile' && event.sourceFile !== null) {
      const key = keyOf(event, event.module);
      if (!this.uses.has(key) && this.uses.size < LIMITS.agent.sites) this.uses.set(key, { compile: event, firstCallAt: 0, lastCallAt: 0, calls: 0 });
    }
    if (event.kind === 'export-calls') {
      const use = this.uses.get(keyOf(event, event.module));
      if (!use) return;
      use.firstCallAt ||= event.t;
      use.lastCallAt = event.t;
      use.calls += event.calls;
    }
  }

  findings(): Finding[] {
    return [...this.byFile()].flatMap(([file, uses]) => this.finding(file, uses) ?? []);
  }

  notObserved(): [] {
    return [];
  }

  private byFile(): Map<string, Use[]> {
    const files = new Map<string, Use[]>();
    for (const use of this.uses.values()) {
      const file = use.compile.sourceFile!;
      if (use.calls > 0) files.set(file, [...(files.get(file) ?? []), use]);
    }
    return files;
  }

  private finding(file: string, uses: readonly Use[]): Finding | null {
    const pair = uses.flatMap((one) => uses.filter((other) => besides(one, other)).map((other) => [one, other] as const)).find(([one, other]) => overlapMs(one, other) >= LASTING_MS);
    if (!pair) return null;
    const [older, newer] = [...pair].sort((a, b) => a.compile.t - b.compile.t) as [Use, Use];
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
      evidence: { path: file, modules: [...modules], threads: uses.length, overlapMs: Math.round(overlapMs(older, newer)), calls: uses.reduce((sum, { calls }) => sum + calls, 0), versionsTimeline: timeline(uses) },
      remedy: 'Restart or reload all workers when a file is replaced, or give each version a name of its own.',
    };
  }
}

/** From the first call of any of them on. */
function timeline(uses: readonly Use[]): { name: string; startMs: number; endMs: number }[] {
  const startMs = Math.min(...uses.map(({ firstCallAt }) => firstCallAt));
  return uses.slice(0, LIMITS.cache.modulesPerPath).map(({ compile, firstCallAt, lastCallAt }) => ({
    name: `${compile.module} in ${compile.pid}.${compile.tid}`, startMs: Math.round(firstCallAt - startMs), endMs: Math.round(lastCallAt - startMs),
  }));
}

/** Of one thread `cache/stale-version` speaks. */
function besides(one: Use, other: Use): boolean {
  const [a, b] = [one.compile, other.compile];
  return a.module !== b.module && (a.pid !== b.pid || a.tid !== b.tid);
}

const overlapMs = (one: Use, other: Use): number => Math.min(one.lastCallAt, other.lastCallAt) - Math.max(one.firstCallAt, other.firstCallAt);
const keyOf = ({ pid, tid }: { pid: number; tid: number }, module: ModuleHash): string => `${pid}.${tid} ${module}`;
