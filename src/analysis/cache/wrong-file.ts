import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { areVariants } from './file-family';

/** A fallback is read right after the failure. */
const SOON_MS = 5_000;

type Missing = EventOf<'file-missing'>;
type Read = EventOf<'file-transfer'>;

interface Fallback {
  readonly missing: Missing;
  readonly first: Read;
  reads: number;
}

/**
 * The file that was wanted could not be opened, and another variant of it was read in its place. A file that had been
 * read before, or is parsed as settings, is none; where the program says what it does, it is a note.
 */
export const wrongFile: Analyser = {
  rules: ['cache/wrong-file'],
  start: (context) => new WrongFileRun(context),
};

class WrongFileRun implements AnalysisRun {
  private readonly missing = new Map<string, Missing>();
  private readonly told = new Set<string>();
  private readonly read = new Set<string>();
  private readonly fallbacks = new Map<string, Fallback>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    switch (event.kind) {
      case 'file-missing':
        if (this.missing.size < LIMITS.cache.watchedFiles) this.missing.set(keyOf(event), event);
        return;
      case 'file-missing-told':
        this.told.add(keyOf(event));
        return;
      case 'file-transfer':
        if (event.direction === 'read') this.onRead(event);
        return;
      case 'json-transfer':
        if (event.direction === 'decode') this.onParsed(event);
        return;
      default:
    }
  }

  findings(): Finding[] {
    return [...this.fallbacks.values()].map(({ missing, first, reads }) => {
      const wanted = this.context.userPlace(missing, missing.stack);
      const told = this.told.has(keyOf(missing));
      return {
        rule: 'cache/wrong-file',
        severity: told ? 'note' : 'warning',
        message: `${missing.path} could not be opened (${missing.error}), and ${first.path} is read in its place${told ? '' : ' without a word'}`,
        at: this.context.userPlace(first, first.stack),
        related: wanted ? [{ message: 'the file that was wanted is opened here', at: wanted }] : [],
        evidence: { wanted: missing.path, read: first.path, error: missing.error, readBytes: first.sizeBytes, reads, afterMs: Math.max(0, Math.round(first.t - first.durationMs - missing.t)), told },
        remedy: 'Fail where the configured file is missing, or say in the log and in a metric which one is served.',
      };
    });
  }

  notObserved(): [] {
    return [];
  }

  private onRead(event: Read): void {
    const key = keyOf(event);
    const known = this.fallbacks.get(key);
    if (known) known.reads++;
    if (known || this.read.has(key) || this.read.size >= LIMITS.cache.watchedFiles) return;
    this.read.add(key);
    const wanted = [...this.missing.values()].find((missing) => missing.pid === event.pid && missing.tid === event.tid && missing.operation === event.operation && event.t - event.durationMs - missing.t < SOON_MS && areVariants(missing.path, event.path));
    if (wanted) this.fallbacks.set(key, { missing: wanted, first: event, reads: 1 });
  }

  /** Settings have defaults. */
  private onParsed({ pid, tid, characters }: EventOf<'json-transfer'>): void {
    for (const [key, { first }] of this.fallbacks) if (first.pid === pid && first.tid === tid && first.sizeBytes === characters) this.fallbacks.delete(key);
  }
}

const keyOf = ({ pid, tid, path }: { readonly pid: number; readonly tid: number; readonly path: string }): string => `${pid}.${tid} ${path}`;
