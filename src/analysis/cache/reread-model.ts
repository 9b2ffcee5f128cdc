import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { rounded } from '../rounded';

type Read = EventOf<'file-transfer'>;

const ENOUGH_READS = 3;
/** Code is read anew by each who loads or compiles it. */
const CODE = /\.[cm]?[jt]sx?$/;

interface Reread {
  readonly last: Read;
  /** When the first was done: who began before could not have had it. */
  readonly knownSince: number;
  reads: number;
  readMs: number;
  totalBytes: number;
  synchronous: number;
  readonly operations: Set<number>;
}

/**
 * A file that has not changed is read whole again and again: the same path, inode, size and time. A file that somebody
 * rewrites is a hand-off or a reload; polling by `stat` reads nothing; several who read at once are a stampede.
 */
export const rereadModel: Analyser = {
  rules: ['cache/reread-model'],
  start: (context) => new RereadModelRun(context),
};

class RereadModelRun implements AnalysisRun {
  private readonly files = new Map<string, Reread>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind !== 'file-transfer' || event.direction !== 'read' || event.modifiedAt === 0 || CODE.test(event.path)) return;
    const key = `${event.pid}.${event.tid} ${event.path} ${event.inode} ${event.modifiedAt} ${event.sizeBytes}`;
    const known = this.files.get(key);
    if (!known && this.files.size >= LIMITS.trace.keptEventsPerRule) return;
    if (known && event.t - event.durationMs < known.knownSince) return;
    const reread = known ?? { last: event, knownSince: event.t, reads: 0, readMs: 0, totalBytes: 0, synchronous: 0, operations: new Set<number>() };
    reread.reads++;
    reread.readMs += event.durationMs;
    reread.totalBytes += event.sizeBytes;
    if (event.synchronous) reread.synchronous++;
    if (reread.operations.size < LIMITS.trace.keptEventsPerRule) reread.operations.add(event.operation);
    this.files.set(key, { ...reread, last: event });
  }

  findings(): Finding[] {
    return [...this.files.values()].filter(({ reads }) => reads >= ENOUGH_READS).map(({ last, reads, readMs, totalBytes, synchronous, operations }) => ({
      rule: 'cache/reread-model',
      severity: 'warning',
      message: `${last.path} has not changed and is read again, ${reads} times, ${rounded(readMs)} ms in all${synchronous > 0 ? ', while the event loop waits' : ''}`,
      at: this.context.userPlace(last, last.stack),
      related: [],
      evidence: { reads, bytesPerRead: last.sizeBytes, totalBytes, readMs: rounded(readMs), synchronousReads: synchronous, operations: operations.size },
      remedy: 'Keep what was read, and read again only when time or size of the file has changed.',
      cost: { cpuSeconds: rounded(readMs / 1_000) },
    }));
  }

  notObserved(): [] {
    return [];
  }
}
