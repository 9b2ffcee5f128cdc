import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { EventOf, Stamp, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { instanceKey } from './memory-curves';

const PAGE_BYTES = 65_536;
/** Of what two memories have in common: less is the data of the module itself, or not worth sharing. */
const ENOUGH_BYTES = 4 << 20;

type Content = EventOf<'memory-content'>;
type Source = EventOf<'boundary-copy'> | EventOf<'instantiate'>;

interface Duplicates {
  readonly first: Content;
  /** Those that hold what the first one holds, itself among them, and how much of it is common to all. */
  readonly holders: readonly Content[];
  readonly commonBytes: number;
}

/** The same large content in several memories of one process at one time, as when each worker loads the model for itself. */
export const duplicateData: Analyser = {
  rules: ['memory/duplicate-data'],
  start: (context) => new DuplicateDataRun(context),
};

class DuplicateDataRun implements AnalysisRun {
  private readonly living = new Map<string, Content>();
  /** The most that was seen at one time, by process. */
  private readonly most = new Map<number, Duplicates>();
  /** How the content came into an instance: its largest copy from outside, else where it was made. */
  private readonly sources = new Map<string, Source>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    switch (event.kind) {
      case 'memory-content':
        if (this.living.size >= LIMITS.trace.keptEventsPerRule) return;
        this.living.set(keyOf(event), event);
        return this.compare(event);
      case 'boundary-copy':
      case 'instantiate':
        return this.noteSource(event);
      case 'instance-collected':
        return this.forget((content) => instanceKey(content) === instanceKey(event));
      case 'thread-end':
        return this.forget((content) => isSameThread(content, event));
      default:
    }
  }

  findings(): Finding[] {
    return [...this.most.values()].map(({ first, holders, commonBytes }) => {
      const threads = new Set(holders.map(({ tid }) => tid)).size;
      const places = holders.map((holder) => this.placeOf(holder));
      return {
        rule: 'memory/duplicate-data',
        severity: 'warning',
        message: `${holders.length} memories of this process${threads > 1 ? `, in ${threads} threads,` : ''} hold the same ${commonBytes} bytes each`,
        at: this.placeOf(first),
        related: places.flatMap((at) => (at && places.findIndex((other) => other?.file === at.file && other.line === at.line) === places.indexOf(at) && at.line !== places[0]?.line ? [{ message: 'the same content comes from here too', at }] : [])).slice(0, LIMITS.report.related),
        evidence: { memories: holders.length, threads, commonBytes, duplicateBytes: commonBytes * (holders.length - 1) },
        remedy: 'Put what all of them only read into one shared memory (`new WebAssembly.Memory({ shared: true, … })`, built with threads), or let one worker serve the others.',
      };
    });
  }

  notObserved(): [] {
    return [];
  }

  private compare(content: Content): void {
    const others = [...this.living.values()].filter((other) => other.pid === content.pid && other !== content);
    const same = others.filter((other) => commonBytes(content, other) >= ENOUGH_BYTES);
    if (same.length === 0) return;
    const bytes = Math.min(...same.map((other) => commonBytes(content, other)));
    const known = this.most.get(content.pid);
    if (known && bytes * same.length <= known.commonBytes * (known.holders.length - 1)) return;
    this.most.set(content.pid, { first: content, holders: [content, ...same], commonBytes: bytes });
  }

  private noteSource(event: Source): void {
    if (event.kind === 'boundary-copy' && event.direction !== 'in') return;
    const key = instanceKey(event);
    const known = this.sources.get(key);
    if (!known ? this.sources.size < LIMITS.trace.keptEventsPerRule : sizeOf(event) > sizeOf(known)) this.sources.set(key, event);
  }

  private forget(isGone: (content: Content) => boolean): void {
    for (const [key, content] of this.living) if (isGone(content)) this.living.delete(key);
  }

  private placeOf(content: Content) {
    const source = this.sources.get(instanceKey(content));
    return source ? this.context.userPlace(source, source.stack) : null;
  }
}

/** Pages that only one of them was looked at for do not count. */
function commonBytes(a: Content, b: Content): number {
  const pages = new Set(a.pages);
  return b.pages.filter((page) => pages.has(page)).length * Math.max(a.every, b.every) * PAGE_BYTES;
}

const sizeOf = (source: Source): number => (source.kind === 'boundary-copy' ? source.sizeBytes : 0);
const keyOf = (content: Content): string => `${content.pid}/${content.tid}/${content.memory}`;
const isSameThread = (a: Stamp, b: Stamp): boolean => a.pid === b.pid && a.tid === b.tid;
