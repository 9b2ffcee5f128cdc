import { LIMITS } from '../../base/limits';
import type { Finding, FindingPlace } from '../../findings/finding';
import type { Stamp, TraceEvent } from '../../trace/event';
import type { FreedUse } from '../../trace/memory-events';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';

interface Site {
  readonly at: FindingPlace | null;
  readonly freedAt: FindingPlace | null;
  readonly use: FreedUse;
  count: number;
}

/** A block of linear memory that is used or released after its release: by then it may be somebody else's. */
export const useAfterFree: Analyser = {
  rules: ['memory/use-after-free'],
  start: (context) => new UseAfterFreeRun(context),
};

class UseAfterFreeRun implements AnalysisRun {
  private readonly sites = new Map<string, Site>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'freed-uses') for (const use of event.uses) this.add(event, use);
  }

  findings(): Finding[] {
    return [...this.sites.values()].map(({ at, freedAt, use, count }) => ({
      rule: 'memory/use-after-free',
      severity: 'error',
      message: use.export === null ? `A block of ${use.sizeBytes} bytes is released here for the second time` : `${use.export} is given the address of a block of ${use.sizeBytes} bytes that was released before`,
      at,
      related: freedAt ? [{ message: 'the block was released here', at: freedAt }] : [],
      evidence: { uses: count, blockBytes: use.sizeBytes, doubleFree: use.how === 'double-free', ...(use.export !== null && { export: use.export }) },
      remedy: use.export === null ? 'Release a block in one place, and forget its address there (set it to 0).' : 'Release the block after its last use, and forget its address where it is released.',
    }));
  }

  notObserved(): [] {
    return [];
  }

  private add(at: Stamp, use: FreedUse): void {
    const place = this.context.userPlace(at, use.stack);
    const key = `${use.how} ${place ? `${place.file}:${place.line}` : `${at.pid}.${at.tid}/${use.stack}`}`;
    const known = this.sites.get(key);
    if (known) known.count += use.count;
    else if (this.sites.size < LIMITS.trace.keptEventsPerRule) this.sites.set(key, { at: place, freedAt: this.context.userPlace(at, use.freedStack), use, count: use.count });
  }
}
