import type { StackId } from '../../trace/event';
import { ownWork } from '../own-work';

/** So many stacks in a row must lead to one site before it is taken for granted; then it is checked ever more seldom. */
const AGREEING = 12;
const NO_SITE = -1;
const FIRST_CHECK_AFTER = 16;
const LAST_CHECK_AFTER = 4_096;
/** Stacks are taken for at most this share of the time since the first allocation, so that the target stays usable. */
const CAPTURE_SHARE = 0.4;
const CAPTURE_CREDIT_MS = 100;
const CACHE_SLOTS = 1 << 12;

/** What a path of calls looks like from the allocator: everything that costs nothing to look at. */
interface Path {
  readonly functionPosition: number;
  readonly stackPointer: number;
  readonly sizeBytes: number;
  site: number;
  /** Stacks in a row that led to `site`. */
  agreeing: number;
  /** Allocations until the next check, and after the one that follows. */
  untilCheck: number;
  checkAfter: number;
}

export interface Site {
  readonly stack: StackId;
  allocations: number;
  allocatedBytes: number;
  live: number;
  liveBytes: number;
  /** Some of its allocations were given to it without their own stack being seen, on a path shared with another site. */
  estimated: boolean;
  changed: boolean;
  /** Blocks that an export gave to JavaScript, which had asked for so many bytes. */
  handedOut: number;
}

/**
 * Which site an allocation belongs to. Taking a stack costs a hundred times an allocation, so a path (allocator
 * function, shadow stack pointer, size) that has always led to one site is believed, and checked now and then; a path
 * on which several sites take turns is never believed while there is time for stacks.
 */
export class AllocationSites {
  readonly sites: Site[] = [];
  private readonly byStack = new Map<StackId, number>();
  private readonly paths = new Map<string, Path>();
  private readonly cache: (Path | undefined)[] = new Array<Path | undefined>(CACHE_SLOTS);
  private readonly startedAt: number;
  private spentMs = 0;

  constructor(
    private readonly capture: () => StackId,
    private readonly now: () => number,
    private readonly limit: number,
  ) {
    this.startedAt = now();
  }

  /** `fromOutside`: called by the target's JavaScript, whose lines no path can tell apart. */
  siteOf(functionPosition: number, stackPointer: number, sizeBytes: number, fromOutside: boolean): number {
    if (fromOutside) return this.capturedSite();
    const path = this.pathOf(functionPosition, stackPointer, sizeBytes);
    if (path.agreeing < AGREEING || --path.untilCheck <= 0) this.check(path);
    return path.site;
  }

  private check(path: Path): void {
    if (path.site !== NO_SITE && !this.hasTime()) {
      if (path.agreeing < AGREEING) this.sites[path.site]!.estimated = true;
      return;
    }
    const site = this.capturedSite();
    if (site === path.site) {
      path.agreeing++;
      if (path.agreeing > AGREEING) path.checkAfter = Math.min(2 * path.checkAfter, LAST_CHECK_AFTER);
    } else {
      if (path.agreeing >= AGREEING) this.sites[path.site]!.estimated = true;
      path.site = site;
      path.agreeing = 1;
      path.checkAfter = FIRST_CHECK_AFTER;
    }
    path.untilCheck = path.checkAfter;
  }

  private hasTime(): boolean {
    return this.spentMs < CAPTURE_CREDIT_MS + (this.now() - this.startedAt) * CAPTURE_SHARE;
  }

  private capturedSite(): number {
    const before = this.now();
    const stack = this.capture();
    const tookMs = this.now() - before;
    this.spentMs += tookMs;
    ownWork.stacksMs += tookMs;
    const known = this.byStack.get(stack);
    if (known !== undefined) return known;
    if (this.sites.length >= this.limit) return 0;
    this.sites.push({ stack, allocations: 0, allocatedBytes: 0, live: 0, liveBytes: 0, estimated: false, changed: false, handedOut: 0 });
    this.byStack.set(stack, this.sites.length - 1);
    return this.sites.length - 1;
  }

  private pathOf(functionPosition: number, stackPointer: number, sizeBytes: number): Path {
    const slot = (Math.imul(stackPointer, 31) ^ Math.imul(sizeBytes, 0x9e3779b1) ^ (functionPosition << 5)) >>> 7 & (CACHE_SLOTS - 1);
    const cached = this.cache[slot];
    if (cached && cached.stackPointer === stackPointer && cached.sizeBytes === sizeBytes && cached.functionPosition === functionPosition) return cached;
    const exact = `${functionPosition}/${stackPointer}/${sizeBytes}`;
    // Beyond the limit sizes are no longer told apart: a path of several sites never agrees for long.
    const key = this.paths.has(exact) || this.paths.size < this.limit ? exact : `${functionPosition}/${stackPointer}`;
    const path = this.paths.get(key) ?? { functionPosition, stackPointer, sizeBytes, site: NO_SITE, agreeing: 0, untilCheck: FIRST_CHECK_AFTER, checkAfter: FIRST_CHECK_AFTER };
    this.paths.set(key, path);
    this.cache[slot] = path;
    return path;
  }
}
