import { LIMITS } from '../../base/limits';
import type { ModuleHash, StackId } from '../../trace/event';
import { isPlainKey } from '../collections/collection-kind';
import type { AgentHost, Probe } from '../probe';
import { isOwn, structuredStack } from '../stacks';

/** While a window is open, Map's methods are ours; it closes after so many lookups, or after a while, and opens again when there is cause. */
const CALLS_PER_WINDOW = 2_000;
const WINDOW_MS = 2_000;
const WINDOWS = 200;
const PENDING_MISSES = 16;
const PENDING_MS = 10_000;

type AnyMap = Map<unknown, unknown>;
type MapMethod = (this: AnyMap, ...args: unknown[]) => unknown;

const WATCHED = ['get', 'has', 'set', 'delete'] as const;
type Methods = Record<(typeof WATCHED)[number], MapMethod>;

/** One line that asks one cache. */
interface LookupSite {
  readonly cache: number;
  readonly stack: StackId;
  lookups: number;
  hits: number;
  recomputed: number;
  evicted: number;
  recomputeMs: number;
  told: boolean;
  readonly keys: Set<unknown>;
  readonly inputs: Set<ModuleHash>;
}

interface WatchedCache {
  readonly id: number;
  readonly sites: Map<StackId, LookupSite>;
  readonly deleted: Set<unknown>;
}

interface Miss {
  readonly map: WeakRef<AnyMap>;
  readonly site: LookupSite;
  readonly operation: number;
  readonly t: number;
  readonly evicted: boolean;
  recomputed: { readonly input: ModuleHash; readonly durationMs: number } | null;
}

/**
 * Lookups that miss although what they stand for had been made before: once a module is compiled a second time, the
 * maps that were asked on the way to it are watched. A lookup counts as recomputed when it missed, the module was then
 * compiled again, and the outcome was put into the same map.
 */
export const lookups: Probe = {
  name: 'lookups',
  install(host) {
    const watch = new LookupWatch(host);
    const compiledBefore = new Set<ModuleHash>();
    host.wasm.onCompile(({ hash }, { durationMs }) => {
      if (compiledBefore.has(hash)) watch.recomputed(hash, durationMs);
      else if (compiledBefore.size < LIMITS.cache.watchedFiles) compiledBefore.add(hash);
    });
    host.onFlush(() => watch.flush());
    return () => watch.close();
  },
};

class LookupWatch {
  private readonly caches = new WeakMap<AnyMap, WatchedCache>();
  private readonly active = new Set<LookupSite>();
  private misses: Miss[] = [];
  private cacheCount = 0;
  private windows = 0;
  private callsLeft = 0;
  private openedAt = 0;
  private restore: (() => void) | null = null;
  private inside = false;

  constructor(private readonly host: AgentHost) {}

  /** The same module once more: whoever missed on the way here should have had it. */
  recomputed(input: ModuleHash, durationMs: number): void {
    this.open();
    const operation = this.host.operations.current();
    for (const miss of this.misses) if (miss.operation === operation) miss.recomputed ??= { input, durationMs };
  }

  flush(): void {
    for (const site of this.active) {
      const { cache, stack, lookups, hits, recomputed, evicted, recomputeMs, keys, inputs } = site;
      // Only what led to a computation seen before is worth telling, and what became of it.
      site.told ||= recomputed > 0;
      if (site.told) {
        this.host.emit({ kind: 'cache-lookups', cache, owner: null, what: 'module', lookups, hits, recomputed, evicted, distinctKeys: keys.size, distinctInputs: inputs.size, recomputeMs, stack });
        Object.assign(site, { lookups: 0, hits: 0, recomputed: 0, evicted: 0, recomputeMs: 0 });
        this.active.delete(site);
      }
    }
    if (this.host.now() - this.openedAt > WINDOW_MS) this.close();
    const oldest = this.host.now() - PENDING_MS;
    this.misses = this.misses.filter(({ t }) => t > oldest);
  }

  close(): void {
    this.restore?.();
    this.restore = null;
  }

  private open(): void {
    this.callsLeft = CALLS_PER_WINDOW;
    this.openedAt = this.host.now();
    if (this.restore !== null || this.windows >= WINDOWS) return;
    this.windows++;
    const prototype = Map.prototype;
    const saved = WATCHED.map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)!] as const);
    const replaced = this.replacements(Object.fromEntries(saved.map(([name, { value }]) => [name, value as MapMethod])) as Methods);
    for (const [name, descriptor] of saved) Object.defineProperty(prototype, name, { ...descriptor, value: replaced[name] });
    this.restore = () => {
      for (const [name, descriptor] of saved) if (Object.getOwnPropertyDescriptor(prototype, name)?.value === replaced[name]) Object.defineProperty(prototype, name, descriptor);
    };
  }

  private replacements(original: Methods): Methods {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the methods need their own `this`
    const watch = this;
    return {
      get(this: AnyMap, key: unknown) {
        const value = original.get.call(this, key);
        if (value !== undefined || !isAgentCalling()) watch.looked(this, key, value !== undefined);
        return value;
      },
      has(this: AnyMap, key: unknown) {
        const found = original.has.call(this, key) === true;
        if (found || !isAgentCalling()) watch.looked(this, key, found);
        return found;
      },
      set(this: AnyMap, key: unknown, value: unknown) {
        watch.stored(this);
        return original.set.call(this, key, value);
      },
      delete(this: AnyMap, key: unknown) {
        const deleted = original.delete.call(this, key);
        if (deleted) watch.deleted(this, key);
        return deleted;
      },
    };
  }

  private looked(map: AnyMap, key: unknown, hit: boolean): void {
    if (hit && !this.caches.has(map)) return;
    this.quietly(() => {
      const cache = this.cacheOf(map);
      const site = this.siteOf(cache, hit);
      if (!site) return;
      site.lookups++;
      if (isPlainKey(key) && site.keys.size < LIMITS.cache.keysPerCache) site.keys.add(key);
      this.active.add(site);
      if (hit) {
        site.hits++;
        return;
      }
      if (this.misses.length >= PENDING_MISSES) this.misses.shift();
      this.misses.push({ map: new WeakRef(map), site, operation: this.host.operations.current(), t: this.host.now(), evicted: cache.deleted.has(key), recomputed: null });
    });
  }

  /** The outcome of a recomputation is kept: that map is the cache that should have had it. */
  private stored(map: AnyMap): void {
    if (!this.caches.has(map)) return;
    this.quietly(() => {
      const operation = this.host.operations.current();
      const index = this.misses.findIndex((miss) => miss.recomputed !== null && miss.operation === operation && miss.map.deref() === map);
      if (index < 0) return;
      const [miss] = this.misses.splice(index, 1);
      const { site, recomputed, evicted } = miss!;
      site.recomputed++;
      site.recomputeMs += recomputed!.durationMs;
      if (evicted) site.evicted++;
      if (site.inputs.size < LIMITS.cache.keysPerCache) site.inputs.add(recomputed!.input);
    });
  }

  private deleted(map: AnyMap, key: unknown): void {
    if (!this.caches.has(map)) return;
    this.quietly(() => {
      const cache = this.caches.get(map);
      if (cache && isPlainKey(key) && cache.deleted.size < LIMITS.cache.keysPerCache) cache.deleted.add(key);
    });
  }

  /** An error of ours does not reach the program, and what we call inside is not watched. */
  private quietly(work: () => void): void {
    if (this.inside) return;
    this.inside = true;
    this.host.guard(work)();
    this.inside = false;
    if (--this.callsLeft <= 0) this.close();
  }

  private cacheOf(map: AnyMap): WatchedCache {
    let cache = this.caches.get(map);
    if (!cache) {
      cache = { id: ++this.cacheCount, sites: new Map(), deleted: new Set() };
      this.caches.set(map, cache);
    }
    return cache;
  }

  private siteOf(cache: WatchedCache, hit: boolean): LookupSite | null {
    // A hit needs no stack of its own: it is booked at the only line seen, or where its stack leads.
    if (hit && cache.sites.size === 1) return cache.sites.values().next().value!;
    const stack = this.host.captureStack();
    let site = cache.sites.get(stack);
    if (!site && cache.sites.size < LIMITS.cache.watchedCaches) {
      site = { cache: cache.id, stack, lookups: 0, hits: 0, recomputed: 0, evicted: 0, recomputeMs: 0, told: false, keys: new Set(), inputs: new Set() };
      cache.sites.set(stack, site);
    }
    return site ?? null;
  }
}

/** Called by a method of Map that is ours: did the agent itself call that? Its own maps are none of the program's caches. */
function isAgentCalling(): boolean {
  const caller = structuredStack(3)[2];
  return caller !== undefined && isOwn(caller);
}
