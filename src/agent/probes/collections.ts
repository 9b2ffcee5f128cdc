import type * as FileSystem from 'node:fs';
import { kindWorthFollowing } from '../collections/collection-kind';
import { CollectionWatch } from '../collections/collection-watch';
import { openInsertionWindow, type Insertion } from '../collections/insertion-window';
import { ProgramWalk } from '../collections/program-roots';
import { RecomputedInputs, type CacheAccount } from '../collections/recomputed-inputs';
import { growthPlace, receiverAt } from '../collections/source-search';
import { SourceText } from '../collections/source-text';
import { TrackedCollections, type Tracked } from '../collections/tracked-collections';
import type { AgentHost, Probe } from '../probe';
import { WorkBudget } from '../work-budget';
import type { StackId } from '../../trace/event';

/** Flushes after which containers are looked for, and how long the built-in methods are watched then. */
const SEARCH_AT_FLUSHES: ReadonlySet<number> = new Set([1, 2, 5, 9, 15, 25, 45, 85, 165, 325]);
const WINDOW_MS = 120;
/** Strings that grow are looked for again at these flushes. */
const STRING_WALK_EVERY = 2;
const LAST_STRING_WALK = 60;
/** A walk takes at most this long before the service has its turn again, and this share of all time. */
const SLICE_MS = 4;
const WALK_SHARE = 0.02;
const FIRST_WALK_MS = 150;
const WAIT_MS = 50;
/** A container is announced and its methods are watched once it has grown at this many flushes. */
const SUSPECT_GROWTHS = 3;
const SUSPECT_ENTRIES = 16;
/** The lookups of a map are watched once its oldest entry has changed this often. */
const SUSPECT_TURNOVERS = 2;
const MAX_WATCHED = 20;
/** Maps that come and go are many: so many are watched at once, and no longer than it takes to see that one is no failing cache. */
const MAX_TURNING = 10;
const INNOCENT_MISSES = 500;
const INNOCENT_LOOKUPS = 20_000;

/** Follows what grows in the service's JavaScript: maps, sets, arrays, dictionaries, strings, lists of listeners. */
export const collections: Probe = {
  name: 'collections',
  install: (host) => new CollectionsProbe(host).uninstall,
};

interface Watched {
  readonly tracked: Tracked;
  readonly watch: CollectionWatch;
  readonly account: CacheAccount;
  lookups: number;
  misses: number;
  recomputed: number;
}

class CollectionsProbe {
  private readonly tracked = new TrackedCollections();
  private readonly watched = new Map<number, Watched>();
  /** Innermost line that inserted, by container. */
  private readonly insertions = new WeakMap<object, Insertion>();
  private readonly inputs: RecomputedInputs;
  private readonly sources: SourceText;
  private readonly timers = { setTimeout, setImmediate };
  private readonly walkBudget: WorkBudget;
  private flushes = 0;
  private walking = false;
  private hasToldUnseen = false;
  private closeWindow: () => void = () => undefined;
  private stopped = false;

  constructor(private readonly host: AgentHost) {
    this.sources = new SourceText(host.require('node:fs') as typeof FileSystem);
    this.inputs = new RecomputedInputs(host);
    this.walkBudget = new WorkBudget({ share: WALK_SHARE, storeMs: 2 * SLICE_MS, firstMs: FIRST_WALK_MS, now: host.now, cpuMs: host.runtime.cpuMs });
    host.wasm.onExportCall((target) => this.inputs.hooksFor(target));
    if (host.options.mode === 'attach') {
      host.emit({ kind: 'not-observed', rules: ['cache/miss-rate'], why: 'what Wasm instances that were there before Wasmscope attached are given cannot be seen: launch the service under Wasmscope to see which answers are computed again' });
    }
    host.onFlush(() => this.onFlush());
  }

  readonly uninstall = (): void => {
    this.stopped = true;
    this.closeWindow();
    for (const { watch } of this.watched.values()) watch.stop();
  };

  private onFlush(): void {
    const sizes: [number, number, number][] = [];
    for (const { tracked, size, bytes } of this.tracked.poll()) {
      if (tracked.growths >= SUSPECT_GROWTHS && size >= SUSPECT_ENTRIES) this.suspect(tracked);
      sizes.push([tracked.id, size, bytes]);
    }
    if (sizes.length > 0) this.host.emit({ kind: 'collection-sizes', sizes });
    for (const tracked of this.tracked.turning(SUSPECT_TURNOVERS)) if (this.turningWatched() < MAX_TURNING) this.watch(tracked);
    for (const watched of this.watched.values()) this.reportUse(watched);
    if (SEARCH_AT_FLUSHES.has(++this.flushes)) this.search();
    else if (this.flushes % STRING_WALK_EVERY === 0 && this.flushes <= LAST_STRING_WALK) this.walk(this.tracked.strings());
  }

  // --- finding -----------------------------------------------------------------------------------------------------

  private search(): void {
    this.walk();
    const close = openInsertionWindow(() => this.host.captureStack(), this.host.guard((found: Insertion[]) => this.onInsertions(found)));
    this.closeWindow = close;
    this.timers.setTimeout(close, WINDOW_MS).unref();
  }

  private onInsertions(found: readonly Insertion[]): void {
    for (const insertion of found) {
      this.insertions.set(insertion.object, insertion);
      const { place } = insertion;
      const source = this.sources.of(place.file);
      const owner = source && receiverAt(source, place.line, place.column);
      this.tracked.add({ kind: insertion.kind, value: insertion.object, owner, file: place.file });
    }
  }

  /** `only`: it ends when all of these have been met again, which is soon: what handlers of requests hold comes first. */
  private walk(only?: Set<Tracked>): void {
    if (this.walking || only?.size === 0) return;
    this.walking = true;
    const walk = new ProgramWalk(this.host.require);
    const slice = this.host.guard((): void => {
      if (!this.stopped && !this.walkBudget.isLeft) return void this.timers.setTimeout(slice, WAIT_MS).unref();
      if (this.walkBudget.spend(() => this.walkOn(walk, only)) || this.stopped) {
        this.walking = false;
        walk.close();
      } else this.timers.setTimeout(slice, 1).unref();
    });
    slice();
  }

  /** One slice; true when everything has been met. */
  private walkOn(walk: ProgramWalk, only?: Set<Tracked>): boolean {
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) {
      const step = walk.next();
      if (!step) return true;
      const { value, owner, file } = step;
      const kind = owner === '' ? undefined : kindWorthFollowing(value);
      const tracked = kind && this.tracked.add({ kind, value: value as object | string, owner, file });
      if (tracked && only?.delete(tracked) && only.size === 0) return true;
    }
    return false;
  }

  // --- watching ----------------------------------------------------------------------------------------------------

  private suspect(tracked: Tracked): void {
    if (tracked.announced) return;
    tracked.announced = true;
    const object = tracked.object();
    const stack = object ? (this.insertions.get(object)?.stack ?? 0) : 0;
    this.announce(tracked, stack);
    this.watch(tracked);
    if (tracked.kind === 'dictionary') this.tellLookupsUnseen();
  }

  private watch(tracked: Tracked): void {
    const object = tracked.object();
    if (!object || this.watched.has(tracked.id) || this.watched.size >= MAX_WATCHED || tracked.kind === 'dictionary') return;
    const account = this.inputs.account();
    this.watched.set(tracked.id, { tracked, account, watch: new CollectionWatch(object, () => this.host.captureStack(), account), lookups: 0, misses: 0, recomputed: 0 });
  }

  /** Properties are read without a call. */
  private tellLookupsUnseen(): void {
    if (this.hasToldUnseen) return;
    this.hasToldUnseen = true;
    this.host.emit({ kind: 'not-observed', rules: ['cache/miss-rate'], why: 'what is asked of an object that is used as a dictionary cannot be seen: of caches, those kept in a Map are judged' });
  }

  private turningWatched(): number {
    return [...this.watched.values()].filter(({ tracked }) => !tracked.announced).length;
  }

  private leaveIfInnocent({ tracked, watch, lookups, misses, recomputed }: Watched): void {
    if (tracked.announced || (recomputed > 0 && misses > lookups / 2) || (misses < INNOCENT_MISSES && lookups < INNOCENT_LOOKUPS)) return;
    watch.stop();
    this.watched.delete(tracked.id);
    tracked.turnovers = -Infinity;
  }

  private announce(tracked: Tracked, stack: StackId): void {
    const source = tracked.file === null ? null : this.sources.of(tracked.file);
    const growsAt = source && tracked.file && tracked.owner ? growthPlace(source, tracked.file, tracked.owner, tracked.kind) : null;
    this.host.emit({ kind: 'collection', collection: tracked.id, type: tracked.kind, owner: tracked.owner, ownerFile: tracked.file, stack, growsAt });
  }

  private reportUse(watched: Watched): void {
    const { tracked, watch, account } = watched;
    const { insertions, removals, lookups, hits, keys } = watch.take();
    if (insertions + removals + lookups === 0) return;
    if (tracked.announced && watch.insertionStack !== watch.announcedStack) {
      watch.announcedStack = watch.insertionStack;
      this.announce(tracked, watch.insertionStack);
    }
    if (tracked.announced) this.host.emit({ kind: 'collection-use', collection: tracked.id, insertions, removals, lookups, hits });
    if (lookups === 0 || tracked.kind !== 'map') return;
    const { recomputed, evicted, recomputeMs, distinctInputs } = account.take();
    watched.lookups += lookups;
    watched.misses += lookups - hits;
    watched.recomputed += recomputed;
    this.leaveIfInnocent(watched);
    this.host.emit({
      kind: 'cache-lookups', cache: tracked.id, owner: tracked.owner, what: 'wasm-call', lookups, hits, recomputed, evicted,
      distinctKeys: keys.size, distinctInputs, recomputeMs, stack: watch.lookupStack,
    });
  }
}
