import { LIMITS } from '../../base/limits';
import type { AllocationSite } from '../../trace/memory-events';
import type { StackId } from '../../trace/event';
import { ownWork } from '../own-work';
import { AllocationSites } from './allocation-sites';
import { BlockIndex } from './block-index';
import { FreedUses } from './freed-uses';
import { LiveBlocks } from './live-blocks';
import { Moments } from './moments';
import { owningSites } from './owning-sites';
import { unreachableBlocks } from './unreachable-blocks';

/** Into how many parts the observation is cut to say when live blocks were allocated. */
const PARTS = 12;
/** Of a site whose blocks are handed out, these are not: reallocated on the way, or on a path taken for granted. */
const KEPT_BACK = 0.1;
/** Sites reported at once, those with most live bytes first. */
const REPORTED_SITES = 200;

/** What one instance's allocator did, from its hook on. */
export class InstanceAllocations {
  readonly moments: Moments;
  /** Blocks that were not followed since the table was full. */
  dropped = 0;
  /** Set while the target's JavaScript calls the allocator itself. */
  calledFromOutside = false;
  readonly live = new LiveBlocks(LIMITS.agent.liveAllocations);
  readonly freed: FreedUses;
  private readonly sites: AllocationSites;
  private lastAllocated = 0;
  private lastSizeBytes = 0;
  private liveBytes = 0;
  private peakBytes = 0;

  /** `isPartial`: some functions of the allocator are not known, and what they did is not seen. */
  constructor(capture: () => StackId, now: () => number, readonly isPartial = false) {
    this.moments = new Moments(now);
    this.freed = new FreedUses(this.live, capture);
    this.sites = new AllocationSites(capture, now, LIMITS.agent.sites);
  }

  /** The hook (see AllocationHook). Runs at every allocation of the target. */
  readonly onOperation = (functionPosition: number, released: number, allocated: number, sizeBytes: number, stackPointer: number): void => {
    if (released !== 0) this.release(released);
    if (allocated !== 0) this.allocate(functionPosition, allocated, sizeBytes >>> 0, stackPointer);
    this.moments.countOperation();
    ownWork.hookedOperations++;
  };

  /**
   * An export has returned, given `args`: whether what it gave is the block that it allocated last, as large as one of them
   * says. Then it allocates for whoever called it.
   */
  handsOut(result: unknown, args: readonly unknown[]): boolean {
    if (result === 0 || result !== this.lastAllocated || !args.includes(this.lastSizeBytes)) return false;
    const slot = this.live.find(this.lastAllocated);
    if (slot >= 0) this.sites.sites[this.live.siteAt(slot)]!.handedOut++;
    return slot >= 0;
  }

  /** Sites that changed since the last report. `memory` is searched for pointers to the live blocks if given. */
  report(memory: ArrayBufferLike | null): AllocationSite[] {
    const changed = this.sites.sites
      .filter((site) => site.changed || memory !== null)
      .sort((a, b) => b.liveBytes - a.liveBytes)
      .slice(0, REPORTED_SITES);
    const births = this.births();
    this.moments.mark();
    const found = memory && this.searched(memory);
    return changed.map((site) => {
      site.changed = false;
      const { stack, allocations, allocatedBytes, live, liveBytes, estimated } = site;
      const number = this.sites.sites.indexOf(site);
      const { byCall, byTime } = births[number]!;
      const owner = this.sites.sites[found?.owners.get(number) ?? -1]?.stack;
      return { stack, allocations, allocatedBytes, live, liveBytes, bornByCall: byCall, bornByTime: byTime, unreachable: found && (found.unreachable.get(number) ?? 0), estimated, ...(owner !== undefined && { owner }), ...(site.handedOut >= (1 - KEPT_BACK) * allocations && { handedOut: true }) };
    });
  }

  /** The most bytes that were live at one time since the last asking. */
  takePeakBytes(): number {
    const { peakBytes } = this;
    this.peakBytes = this.liveBytes;
    return peakBytes;
  }

  get callCount(): number {
    return this.moments.callCount;
  }

  private allocate(functionPosition: number, address: number, sizeBytes: number, stackPointer: number): void {
    const index = this.sites.siteOf(functionPosition, stackPointer, sizeBytes, this.calledFromOutside);
    this.lastAllocated = address | 0;
    this.lastSizeBytes = sizeBytes;
    const stale = this.live.find(address);
    if (stale >= 0) this.forget(stale);
    this.freed.allocated(address);
    const site = this.sites.sites[index]!;
    site.allocations++;
    site.allocatedBytes += sizeBytes;
    site.changed = true;
    if (!this.live.add(address, sizeBytes, index, this.moments.current)) {
      this.dropped++;
      return;
    }
    site.live++;
    site.liveBytes += sizeBytes;
    this.liveBytes += sizeBytes;
    if (this.liveBytes > this.peakBytes) this.peakBytes = this.liveBytes;
  }

  private release(address: number): void {
    const slot = this.live.find(address);
    if (slot < 0) return this.freed.releasedAgain(address);
    this.freed.released(address, this.live.sizeAt(slot), this.calledFromOutside);
    this.forget(slot);
  }

  private forget(slot: number): void {
    const site = this.sites.sites[this.live.siteAt(slot)]!;
    site.live--;
    site.liveBytes -= this.live.sizeAt(slot);
    this.liveBytes -= this.live.sizeAt(slot);
    site.changed = true;
    this.live.removeAt(slot);
  }

  private births(): { byCall: number[]; byTime: number[] }[] {
    const births = this.sites.sites.map(() => ({ byCall: zeros(), byTime: zeros() }));
    const part = this.moments.parts(PARTS);
    this.live.forEach((_address, _sizeBytes, site, moment) => {
      births[site]!.byCall[part.byCall(moment)]!++;
      births[site]!.byTime[part.byTime(moment)]!++;
    });
    return births;
  }

  /** By number of the site: how many of its blocks nothing points to, and whose blocks point to them. */
  private searched(memory: ArrayBufferLike): { readonly unreachable: ReadonlyMap<number, number>; readonly owners: ReadonlyMap<number, number> } {
    const blocks: { address: number; sizeBytes: number; site: number }[] = [];
    this.live.forEach((address, sizeBytes, site) => blocks.push({ address, sizeBytes, site }));
    const index = new BlockIndex(memory, blocks);
    const unreachable = new Map<number, number>();
    for (const { site } of unreachableBlocks(index)) unreachable.set(site, (unreachable.get(site) ?? 0) + 1);
    return { unreachable, owners: owningSites(index) };
  }
}

const zeros = (): number[] => new Array<number>(PARTS).fill(0);
