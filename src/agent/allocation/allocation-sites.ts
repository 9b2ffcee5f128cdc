import type { StackId } from '../../trace/event';

/** Captures for a new path before its stack is taken for granted, and how often it is checked after that. */
const FIRST_CAPTURES = 12;
const CHECK_EVERY = 64;
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
  captures: number;
  sinceCheck: number;
  /** More than one site was seen for it, so each allocation needs its stack. */
  mixed: boolean;
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
}

/**
 * Which site an allocation belongs to. Taking a stack costs a hundred times an allocation, so a path (allocator
 * function, shadow stack pointer, size) that has always led to one site is believed, and checked now and then; a path
 * shared by several sites is never believed while there is time for stacks.
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
    if (path.captures < FIRST_CAPTURES || path.mixed || ++path.sinceCheck >= CHECK_EVERY) this.check(path);
    return path.site;
  }

  private check(path: Path): void {
    if (path.captures > 0 && !this.hasTime()) {
      if (path.mixed || path.captures < FIRST_CAPTURES) this.sites[path.site]!.estimated = true;
      return;
    }
    const site = this.capturedSite();
    if (path.captures > 0 && site !== path.site && !path.mixed) {
      path.mixed = true;
      if (path.captures >= FIRST_CAPTURES) this.sites[path.site]!.estimated = true;
    }
    path.site = site;
    path.captures++;
    path.sinceCheck = 0;
  }

  private hasTime(): boolean {
    return this.spentMs < CAPTURE_CREDIT_MS + (this.now() - this.startedAt) * CAPTURE_SHARE;
  }

  private capturedSite(): number {
    const before = this.now();
    const stack = this.capture();
    this.spentMs += this.now() - before;
    const known = this.byStack.get(stack);
    if (known !== undefined) return known;
    if (this.sites.length >= this.limit) return 0;
    this.sites.push({ stack, allocations: 0, allocatedBytes: 0, live: 0, liveBytes: 0, estimated: false, changed: false });
    this.byStack.set(stack, this.sites.length - 1);
    return this.sites.length - 1;
  }

  private pathOf(functionPosition: number, stackPointer: number, sizeBytes: number): Path {
    const slot = (Math.imul(stackPointer, 31) ^ Math.imul(sizeBytes, 0x9e3779b1) ^ (functionPosition << 5)) >>> 7 & (CACHE_SLOTS - 1);
    const cached = this.cache[slot];
    if (cached && cached.stackPointer === stackPointer && cached.sizeBytes === sizeBytes && cached.functionPosition === functionPosition) return cached;
    const exact = `${functionPosition}/${stackPointer}/${sizeBytes}`;
    // Beyond the limit sizes are no longer told apart: the path is mixed then, if it has several sites.
    const key = this.paths.has(exact) || this.paths.size < this.limit ? exact : `${functionPosition}/${stackPointer}`;
    const path = this.paths.get(key) ?? { functionPosition, stackPointer, sizeBytes, site: 0, captures: 0, sinceCheck: 0, mixed: false };
    this.paths.set(key, path);
    this.cache[slot] = path;
    return path;
  }
}
