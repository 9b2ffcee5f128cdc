import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, Stamp, TraceEvent } from '../../trace/event';
import type { CollectionType } from '../../trace/memory-events';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { isThirdPartyFile } from '../user-code';
import { WorkClock, type Moment } from '../work-clock';
import { grewThroughout } from './growth';
import { addSample, seriesOf } from './sample-series';

const MIN_GROWTH: Record<CollectionType, number> = { map: 24, set: 24, array: 24, dictionary: 24, listeners: 12, string: 4_000 };
/** Sizes seen less often than this are no trend. */
const MIN_SAMPLES = 6;
/** A container that ever lost this share of its largest size is emptied by somebody. */
const EMPTIED = 0.1;
/** One that would have got so many entries by now, and has been at rest for so many times its longest pause, has come to its bound. */
const ENTRIES_MISSING = 12;
const LONG_PAUSES = 3;
/** One from which this share of what is put in is taken out again is bounded. */
const REMOVED = 0.5;
const WORDS: Record<CollectionType, string> = { map: 'map', set: 'set', array: 'array', dictionary: 'object used as a dictionary', string: 'string', listeners: 'list of listeners' };

/** Containers of the program's JavaScript that grow with its work all through the observation and never shrink. */
export const unboundedCollection: Analyser = {
  rules: ['memory/unbounded-collection'],
  start: (context) => new UnboundedCollectionRun(context),
};

interface Sample extends Moment {
  readonly entries: number;
  readonly bytes: number;
}

interface Seen {
  description: EventOf<'collection'> | null;
  readonly samples: Sample[];
  insertions: number;
  removals: number;
}

class UnboundedCollectionRun implements AnalysisRun {
  private readonly collections = new Map<string, Seen>();
  private readonly clock = new WorkClock();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    this.clock.onEvent(event);
    switch (event.kind) {
      case 'collection':
        this.of(event, event.collection).description = event;
        return;
      case 'collection-sizes':
        for (const [collection, entries, bytes] of event.sizes) addSample(this.of(event, collection).samples, { ...this.clock.now(event), entries, bytes });
        return;
      case 'collection-use': {
        const seen = this.of(event, event.collection);
        seen.insertions += event.insertions;
        seen.removals += event.removals;
        return;
      }
      default:
    }
  }

  findings(): Finding[] {
    const found = new Map<string, Finding>();
    for (const seen of this.collections.values()) {
      if (!seen.description || !this.grows(seen, seen.description)) continue;
      const finding = this.finding(seen, seen.description);
      const { owner, ownerFile } = seen.description;
      // What a package keeps for each call of one line has one cause: that line.
      const key = `${finding.at?.file}:${finding.at?.line}:${ownerFile !== null && isThirdPartyFile(ownerFile) ? ownerFile : owner}`;
      const known = found.get(key);
      if (!known || Number(known.evidence['entries']) < Number(finding.evidence['entries'])) found.set(key, finding);
    }
    return [...found.values()];
  }

  notObserved(): NotObserved[] {
    return [];
  }

  private grows({ samples, insertions, removals }: Seen, description: EventOf<'collection'>): boolean {
    const first = samples[0];
    const last = samples.at(-1);
    if (!first || !last || samples.length < MIN_SAMPLES || last.entries - first.entries < MIN_GROWTH[description.type]) return false;
    if (insertions > 0 && removals >= REMOVED * insertions) return false;
    if (isAtRest(samples, this.clock.end(description))) return false;
    let largest = 0;
    for (const { entries } of samples) {
      if (entries < largest * (1 - EMPTIED)) return false;
      largest = Math.max(largest, entries);
    }
    const growth = samples.slice(1).map((sample, index) => [sample, sample.entries - samples[index]!.entries] as const);
    return grewThroughout(this.clock.byPart(growth, first, this.clock.end(description)));
  }

  private finding({ samples, insertions, removals }: Seen, description: EventOf<'collection'>): Finding {
    const first = samples[0]!;
    const last = samples.at(-1)!;
    const requests = last.requests - first.requests;
    const grown = last.entries - first.entries;
    const { type, owner, ownerFile } = description;
    const name = owner === null ? `A ${WORDS[type]}` : `\`${owner}\``;
    const unit = type === 'string' ? 'characters' : 'entries';
    const pace = requests > 0 ? `, ${(grown / requests).toFixed(2)} a request` : '';
    return {
      rule: 'memory/unbounded-collection',
      severity: 'warning',
      message: `${name}${owner === null ? '' : ` (${WORDS[type]})`} grew from ${first.entries} to ${last.entries} ${unit}${pace} and was never emptied`,
      at: this.place(description),
      related: [],
      evidence: {
        owner,
        ownerFile,
        type,
        entries: last.entries,
        entriesAtFirst: first.entries,
        ...(requests > 0 && { requests, entriesPerRequest: Number((grown / requests).toFixed(3)) }),
        approximateBytes: last.bytes,
        observedMs: Math.round(last.t - first.t),
        ...(insertions > 0 && { insertions, removals }),
        entriesSeries: seriesOf(samples, this.clock.start(description).t, ({ entries }) => entries),
      },
      remedy: type === 'listeners' ? 'Remove the listener when its request is done, or add it once.' : 'Give it a bound: drop the oldest entries beyond a size, or entries beyond an age.',
    };
  }

  /** The line that inserts, as watched; else as the source text has it. */
  private place(description: EventOf<'collection'>): FindingPlace | null {
    const { stack, growsAt, owner } = description;
    return this.context.userPlace(description, stack, (frame) => frame.kind === 'js') ?? (growsAt && { ...growsAt, function: owner });
  }

  private of(event: Stamp, collection: number): Seen {
    const key = `${event.pid}/${event.tid}/${collection}`;
    const seen = this.collections.get(key) ?? { description: null, samples: [], insertions: 0, removals: 0 };
    this.collections.set(key, seen);
    return seen;
  }
}

/** By requests alone: time also passes where there is nothing to do. */
function isAtRest(samples: readonly Sample[], end: Moment): boolean {
  const first = samples[0]!;
  const last = samples.at(-1)!;
  const perRequest = (last.entries - first.entries) / Math.max(1, last.requests - first.requests);
  const longestPause = Math.max(...samples.slice(1).map(({ requests }, index) => requests - samples[index]!.requests));
  const pause = end.requests - last.requests;
  return pause * perRequest >= ENTRIES_MISSING && pause >= LONG_PAUSES * longestPause;
}
