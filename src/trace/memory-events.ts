import type { InstanceId, ModuleHash, StackId } from './identity';

/** Events that the rules `memory/*`, `async/stale-view` and `async/overwritten-view` read beside the core ones. */
export type MemoryEvent =
  /**
   * All sites of one instance that ever allocated and changed since the last such event; totals since the instance
   * began. `calls` and `elapsedMs` are the two clocks of the observation so far. `partial`: not all of the allocator is seen; `uncollected`:
   * live blocks may be garbage that a collector of the module's own has yet to find. `peakLiveBytes`: the most that was live
   * at one time since the last such event.
   */
  | { readonly kind: 'allocation-sites'; readonly instance: InstanceId; readonly module: ModuleHash; readonly calls: number; readonly elapsedMs: number; readonly sites: readonly AllocationSite[]; readonly partial?: true; readonly uncollected?: true; readonly peakLiveBytes?: number }
  /** All garbage of the thread was collected, and what went is told: instances that are left are held. */
  | { readonly kind: 'heap-collected' }
  /**
   * A table's length changed, by `stack` (0: not seen). `filled`: slots that hold something, for tables of externref; null
   * where that was not counted. `table` names it within its thread; `module` is null for one that JavaScript made.
   */
  | { readonly kind: 'table-size'; readonly table: number; readonly module: ModuleHash | null; readonly name: string | null; readonly element: string; readonly length: number; readonly filled: number | null; readonly stack: StackId }
  /**
   * A container of the program (or a string that is appended to), first seen or with its owner newly known. `owner` is
   * the path of variables and properties that leads to it, `[*]` for any entry; `stack` an insertion (0 where none was seen),
   * `growsAt` a line that makes it grow as the source text has it. A later one of the same `collection` replaces it.
   */
  | { readonly kind: 'collection'; readonly collection: number; readonly type: CollectionType; readonly owner: string | null; readonly ownerFile: string | null; readonly stack: StackId; readonly growsAt: FilePlace | null }
  /** Sizes that changed. Entries (characters of a string); bytes are estimated from a sample of the entries. */
  | { readonly kind: 'collection-sizes'; readonly sizes: readonly (readonly [collection: number, entries: number, bytes: number])[] }
  /** What was done to a suspected container since the last such event. */
  | { readonly kind: 'collection-use'; readonly collection: number; readonly insertions: number; readonly removals: number; readonly lookups: number; readonly hits: number }
  /**
   * A variable or property still holds a view of a memory's former buffer after the program went on, and the lines
   * `uses` that read it ran meanwhile. `reason`: the buffer was detached, or (shared) the view ends where the memory did.
   */
  | { readonly kind: 'stale-view'; readonly owner: string; readonly ownerFile: string; readonly viewType: string; readonly uses: readonly FilePlace[]; readonly madeAt: FilePlace | null; readonly reason: 'detached' | 'shared-grown'; readonly oldBytes: number; readonly newBytes: number; readonly growStack: StackId }
  /**
   * `heldViews` views of one and the same range of memory are alive at once, some made before a call of `export` (from
   * `callStack`) wrote that range, and some after: the older ones show what the newer ones show. `madeStack` is where such
   * a view was made, 0 where that was not seen.
   */
  | { readonly kind: 'overwritten-view'; readonly instance: InstanceId; readonly module: ModuleHash; readonly export: string; readonly viewType: string; readonly sizeBytes: number; readonly heldViews: number; readonly callStack: StackId; readonly madeStack: StackId }
  /** What calls have taken of the shadow stack in linear memory and not given back, so far; `calls` of the instance from outside. */
  | { readonly kind: 'stack-taken'; readonly instance: InstanceId; readonly module: ModuleHash; readonly calls: number; readonly sites: readonly StackSite[] }
  /**
   * What a large memory holds now, by fingerprints of the 64 KB pages whose number `every` divides; pages of one byte
   * repeated are left out. `memory` names it within its thread. A later one replaces it.
   */
  | { readonly kind: 'memory-content'; readonly instance: InstanceId; readonly module: ModuleHash; readonly memory: number; readonly every: number; readonly pages: readonly string[] }
  /** Blocks of an instance's allocator that were used after their release, since the last such event. */
  | { readonly kind: 'freed-uses'; readonly instance: InstanceId; readonly module: ModuleHash; readonly uses: readonly FreedUse[] };

/** A released block that was given to `export` before it was allocated again, or released a second time (`export` null). */
export interface FreedUse {
  readonly how: 'argument' | 'double-free';
  readonly export: string | null;
  readonly sizeBytes: number;
  readonly stack: StackId;
  /** Where it had been released; 0 where Wasm did that itself. */
  readonly freedStack: StackId;
  readonly count: number;
}

/** Calls of one export, from one place, that returned with the stack pointer lower than it was before them. */
export interface StackSite {
  readonly stack: StackId;
  readonly export: string;
  readonly drops: number;
  /** Not made good yet. */
  readonly outstanding: number;
  readonly outstandingBytes: number;
  /** Those of the outstanding ones that threw. */
  readonly thrown: number;
  /** When the outstanding ones were made, in calls of the instance. */
  readonly firstCall: number;
  readonly lastCall: number;
}

export type CollectionType = 'map' | 'set' | 'array' | 'dictionary' | 'string' | 'listeners';

/** Line and column count from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Stack of an allocation (innermost the allocator's own function), and what came of the blocks allocated there. */
export interface AllocationSite {
  readonly stack: StackId;
  readonly allocations: number;
  readonly allocatedBytes: number;
  /** Not released yet. */
  readonly live: number;
  readonly liveBytes: number;
  /** When the live blocks were allocated: counts by equal parts of the observation so far, by either clock. */
  readonly bornByCall: readonly number[];
  readonly bornByTime: readonly number[];
  /** Live blocks to which no pointer was found in the memory; null where nobody has looked. */
  readonly unreachable: number | null;
  /** True where some of the counts were shared out between sites without taking a stack. */
  readonly estimated: boolean;
  /** Stack of the site whose blocks point to nearly all of these: they are parts of its objects. Absent where nobody has looked. */
  readonly owner?: StackId;
  /** JavaScript asked for these blocks, by size, of an export that hands them out: it is JavaScript that allocates. */
  readonly handedOut?: true;
}
