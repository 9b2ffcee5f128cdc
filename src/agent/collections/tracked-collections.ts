import { LIMITS } from '../../base/limits';
import { approximateBytes, isPlainKey, sizeOf, type CollectionKind } from './collection-kind';

/** A string has no identity: it is known by `owner` and `file` alone. */
export interface FoundCollection {
  readonly kind: CollectionKind;
  readonly value: object | string;
  readonly owner: string | null;
  readonly file: string | null;
}

/** One container followed weakly: the service may drop it at any time. */
export interface Tracked {
  readonly id: number;
  readonly kind: CollectionKind;
  owner: string | null;
  file: string | null;
  size: number;
  /** Polls at which it had grown since the one before. */
  growths: number;
  /** Of a map: polls at which its oldest entry was another one than at the poll before. */
  turnovers: number;
  oldestKey: unknown;
  announced: boolean;
  object(): object | undefined;
}

export interface SizeChange {
  readonly tracked: Tracked;
  readonly size: number;
  readonly bytes: number;
}

/** The size of a large dictionary takes time to count: such ones are asked less often. */
const SLOW_ENTRIES = 20_000;
const SLOW_EVERY = 8;

/** Sizes over time of everything that was found. */
export class TrackedCollections {
  private readonly byObject = new WeakMap<object, Tracked>();
  private readonly byName = new Map<string, Tracked>();
  private readonly all = new Map<number, Tracked>();
  /** Strings that a walk found longer than before. */
  private readonly pending = new Set<Tracked>();
  private lastId = 0;
  private polls = 0;

  /** A name that a walk found later is added to what is known without one. */
  add({ kind, value, owner, file }: FoundCollection): Tracked | undefined {
    const name = `${file}:${owner}`;
    const known = typeof value === 'string' ? this.byName.get(name) : this.byObject.get(value);
    if (known) {
      if (typeof value === 'string') this.note(known, value.length);
      if (known.owner === null && owner !== null) Object.assign(known, { owner, file });
      return known;
    }
    if (this.all.size >= LIMITS.agent.trackedCollections) return undefined;
    const ref = typeof value === 'string' ? null : new WeakRef(value);
    const tracked: Tracked = { id: ++this.lastId, kind, owner, file, size: sizeOf(value), growths: 0, turnovers: 0, oldestKey: undefined, announced: false, object: () => ref?.deref() };
    if (typeof value === 'string') this.byName.set(name, tracked);
    else this.byObject.set(value, tracked);
    this.all.set(tracked.id, tracked);
    if (value instanceof Map) noteOldest(tracked, value);
    return tracked;
  }

  /** Strings are seen again only by another walk. */
  strings(): Set<Tracked> {
    return new Set(this.byName.values());
  }

  /** Maps whose entries come and go. */
  turning(times: number): Tracked[] {
    return [...this.all.values()].filter(({ turnovers }) => turnovers >= times);
  }

  /** What changed size since the last poll. */
  poll(): SizeChange[] {
    const changes: SizeChange[] = [];
    this.polls++;
    for (const tracked of this.all.values()) {
      if (tracked.kind === 'string') {
        if (this.pending.delete(tracked)) changes.push({ tracked, size: tracked.size, bytes: tracked.size });
        continue;
      }
      const object = tracked.object();
      if (!object) {
        this.all.delete(tracked.id);
        continue;
      }
      if (tracked.kind === 'dictionary' && tracked.size > SLOW_ENTRIES && this.polls % SLOW_EVERY !== 0) continue;
      if (object instanceof Map) noteOldest(tracked, object);
      const size = sizeOf(object);
      if (size === tracked.size) continue;
      if (size > tracked.size) tracked.growths++;
      tracked.size = size;
      changes.push({ tracked, size, bytes: approximateBytes(object) });
    }
    return changes;
  }

  private note(tracked: Tracked, size: number): void {
    if (size === tracked.size) return;
    if (size > tracked.size) tracked.growths++;
    tracked.size = size;
    this.pending.add(tracked);
  }
}

function noteOldest(tracked: Tracked, map: Map<unknown, unknown>): void {
  const [key] = map.keys();
  if (!isPlainKey(key)) return;
  if (tracked.oldestKey !== undefined && key !== tracked.oldestKey) tracked.turnovers++;
  tracked.oldestKey = key;
}
