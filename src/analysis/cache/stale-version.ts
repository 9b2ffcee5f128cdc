import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { ModuleUses, versionsTimeline, type VersionSpan } from './module-uses';

type StaleUse = EventOf<'stale-use'>;

/** A straggler is not a state. */
const ENOUGH_CALLS = 3;

interface Site {
  readonly first: StaleUse;
  calls: number;
  lastAt: number;
  readonly instances: Set<string>;
}

/**
 * Operations that began after a newer version of a file was loaded, or lay on disk, are answered by an instance of the
 * older one. Asking for an old version by its own name is another path; an operation already under way is no reason.
 */
export const staleVersion: Analyser = {
  rules: ['cache/stale-version'],
  start: (context) => new StaleVersionRun(context),
};

class StaleVersionRun implements AnalysisRun {
  private readonly sites = new Map<string, Site>();
  private readonly uses = new ModuleUses();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    this.uses.onEvent(event);
    if (event.kind !== 'stale-use') return;
    const key = `${event.pid}.${event.tid} ${event.path} ${event.older} ${event.newer}`;
    let site = this.sites.get(key);
    if (!site) {
      if (this.sites.size >= LIMITS.agent.sites) return;
      site = { first: event, calls: 0, lastAt: event.t, instances: new Set() };
      this.sites.set(key, site);
    }
    site.calls += event.calls;
    site.lastAt = event.t;
    site.instances.add(`${event.instance}`);
  }

  findings(): Finding[] {
    return [...this.sites.values()].filter(({ calls }) => calls >= ENOUGH_CALLS).map(({ first, calls, lastAt, instances }) => ({
      rule: 'cache/stale-version',
      severity: 'warning',
      message: first.newerLoaded
        ? `${calls} calls are answered by an older version of ${first.path} although a newer one has been loaded`
        : `${calls} calls are answered by a version of ${first.path} that has been replaced on disk`,
      at: this.context.userPlace(first, first.stack),
      related: [],
      evidence: { staleCalls: calls, staleForMs: Math.round(lastAt - first.t), path: first.path, olderModule: first.older, newerModule: first.newer, instances: instances.size, ...this.timeline(first) },
      remedy: first.newerLoaded
        ? 'Replace every instance of a model when a newer version is loaded: keep them together under one key, and let calls under way finish with the old one.'
        : 'Load the file again when it changes (by time and size, or when told), and replace the instances.',
    }));
  }

  notObserved(): [] {
    return [];
  }

  /** Both versions, where both were loaded in the time observed. */
  private timeline(first: StaleUse): { readonly versionsTimeline?: readonly VersionSpan[] } {
    const [older, newer] = [this.uses.of(first, first.older), this.uses.of(first, first.newer)];
    if (!older || !newer) return {};
    return { versionsTimeline: versionsTimeline([older, newer], (use) => `${use === older ? 'older' : 'newer'} ${use.compile.module}`) };
  }
}
