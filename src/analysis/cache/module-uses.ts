import { LIMITS } from '../../base/limits';
import type { EventOf, ModuleHash, Stamp, TraceEvent } from '../../trace/event';

/** A module that one thread compiled from a file, and when its exports answered there (0: never). */
export interface ModuleUse {
  readonly compile: EventOf<'compile'>;
  firstCallAt: number;
  lastCallAt: number;
  calls: number;
}

/** Versions of files in use, by thread. */
export class ModuleUses {
  private readonly uses = new Map<string, ModuleUse>();

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

  all(): Iterable<ModuleUse> {
    return this.uses.values();
  }

  of(thread: Pick<Stamp, 'pid' | 'tid'>, module: ModuleHash): ModuleUse | undefined {
    return this.uses.get(keyOf(thread, module));
  }
}

export interface VersionSpan {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** As evidence: each version from its loading to its last answer, from the first of them on. */
export function versionsTimeline(uses: readonly ModuleUse[], nameOf: (use: ModuleUse) => string): VersionSpan[] {
  const shown = uses.slice(0, LIMITS.cache.modulesPerPath);
  const startMs = Math.min(...shown.map(({ compile }) => compile.t));
  return shown.map((use) => ({ name: nameOf(use), startMs: Math.round(use.compile.t - startMs), endMs: Math.round(Math.max(use.compile.t, use.lastCallAt) - startMs) }));
}

const keyOf = ({ pid, tid }: Pick<Stamp, 'pid' | 'tid'>, module: ModuleHash): string => `${pid}.${tid} ${module}`;
