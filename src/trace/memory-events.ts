import type { InstanceId, ModuleHash, StackId } from './event';

/** Events that the rules `memory/*` and `async/stale-view` read beside the core ones. */
export type MemoryEvent =
  /**
   * All sites of one instance that ever allocated and changed since the last such event; totals since the instance
   * began. `calls` and `elapsedMs` are the two clocks of the observation so far.
   */
  | { readonly kind: 'allocation-sites'; readonly instance: InstanceId; readonly module: ModuleHash; readonly calls: number; readonly elapsedMs: number; readonly sites: readonly AllocationSite[] };

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
}
