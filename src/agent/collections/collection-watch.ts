import type { StackId } from '../../trace/event';
import { isPlainKey } from './collection-kind';

/** What was done to one container since the last report. Lookups count for maps and sets alone. */
export interface CollectionUse {
  insertions: number;
  removals: number;
  lookups: number;
  hits: number;
  readonly keys: Set<unknown>;
}

const MAX_KEYS = 5_000;

/** What becomes of a miss is another's to tell: `evicted` is a key that was removed before; `value` is what is put in under a new one. */
export interface CacheEvents {
  miss(evicted: boolean, key: unknown): void;
  insertion(value: unknown): void;
}

/**
 * Counts what happens to one suspected container, by own methods that stand before its prototype's. Keys are looked at
 * only to count the distinct ones and to know again the removed ones: objects are held no longer than until the next report.
 */
export class CollectionWatch {
  use: CollectionUse = freshUse();
  /** One of each: the line is nearly always the same one. */
  insertionStack: StackId = 0;
  lookupStack: StackId = 0;
  /** The insertion that was last told. */
  announcedStack: StackId = 0;
  private readonly replaced = new Map<string, unknown>();
  private readonly ref: WeakRef<object>;
  /** Keys that were removed and are not back. */
  private readonly removedKeys = new Set<unknown>();

  constructor(
    object: object,
    private readonly capture: () => StackId,
    private readonly on: CacheEvents,
  ) {
    this.ref = new WeakRef(object);
    if (object instanceof Map) this.watchMap(object);
    else if (object instanceof Set) this.watchSet(object);
    else if (Array.isArray(object)) this.watchArray(object);
  }

  take(): CollectionUse {
    const use = this.use;
    this.use = freshUse();
    return use;
  }

  stop(): void {
    const object = this.ref.deref() as Record<string, unknown> | undefined;
    if (!object) return;
    for (const [name, replacement] of this.replaced) {
      if (Object.getOwnPropertyDescriptor(object, name)?.value === replacement) Reflect.deleteProperty(object, name);
    }
  }

  private watchMap(map: Map<unknown, unknown>): void {
    const has = (key: unknown): boolean => Map.prototype.has.call(map, key);
    this.before(map, 'set', ([key, value]) => {
      this.removedKeys.delete(key);
      this.inserted(!has(key), value);
    });
    this.before(map, 'get', ([key]) => this.lookedUp(key, has(key)));
    this.before(map, 'has', ([key]) => this.lookedUp(key, has(key)));
    this.before(map, 'delete', ([key]) => {
      if (!has(key)) return;
      if (isPlainKey(key) && this.removedKeys.size < MAX_KEYS) this.removedKeys.add(key);
      this.removed(1);
    });
    this.before(map, 'clear', () => this.removed(map.size));
  }

  private watchSet(set: Set<unknown>): void {
    const has = (key: unknown): boolean => Set.prototype.has.call(set, key);
    this.before(set, 'add', ([key]) => this.inserted(!has(key)));
    this.before(set, 'has', ([key]) => this.lookedUp(key, has(key)));
    this.before(set, 'delete', ([key]) => this.removed(has(key) ? 1 : 0));
    this.before(set, 'clear', () => this.removed(set.size));
  }

  private watchArray(array: unknown[]): void {
    for (const name of ['push', 'unshift']) this.before(array, name, (items) => items.forEach(() => this.inserted(true)));
    for (const name of ['pop', 'shift']) this.before(array, name, () => this.removed(Math.min(1, array.length)));
    this.before(array, 'splice', ([, count]) => this.removed(typeof count === 'number' ? count : 0));
  }

  private inserted(isNew: boolean, value?: unknown): void {
    if (!isNew) return;
    this.use.insertions++;
    this.insertionStack ||= this.capture();
    this.on.insertion(value);
  }

  private removed(count: number): void {
    this.use.removals += count;
  }

  private lookedUp(key: unknown, hit: boolean): void {
    this.use.lookups++;
    if (this.use.keys.size < MAX_KEYS) this.use.keys.add(key);
    this.lookupStack ||= this.capture();
    if (hit) this.use.hits++;
    else this.on.miss(this.removedKeys.has(key), key);
  }

  private before(object: object, name: string, note: (args: unknown[]) => void): void {
    if (Object.hasOwn(object, name) || !Object.isExtensible(object)) return;
    const original = Reflect.get(object, name) as Function;
    const replacement = function (this: unknown, ...args: unknown[]): unknown {
      try {
        if (this === object) note(args);
      } catch {
        // The service's own call goes on whatever happens to the count.
      }
      return Reflect.apply(original, this, args);
    };
    Object.defineProperty(object, name, { value: replacement, writable: true, configurable: true, enumerable: false });
    this.replaced.set(name, replacement);
  }
}

function freshUse(): CollectionUse {
  return { insertions: 0, removals: 0, lookups: 0, hits: 0, keys: new Set() };
}
