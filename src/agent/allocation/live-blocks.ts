const INITIAL_SLOTS = 1 << 12;
const EMPTY = 0;

/**
 * The blocks that are allocated now, by address: an open-addressing table in plain numbers, since it is written at
 * every allocation of the target. Address 0 is no block.
 */
export class LiveBlocks {
  private addresses = new Int32Array(INITIAL_SLOTS);
  private sizes = new Uint32Array(INITIAL_SLOTS);
  private sites = new Int32Array(INITIAL_SLOTS);
  private ticks = new Int32Array(INITIAL_SLOTS);
  private mask = INITIAL_SLOTS - 1;
  count = 0;

  /** `limit` blocks at most are followed. */
  constructor(private readonly limit: number) {}

  /** False when the table is full. An address that is already there is a block whose release was not seen: it is replaced. */
  add(address: number, sizeBytes: number, site: number, tick: number): boolean {
    if (this.count * 2 > this.mask) {
      if (this.count >= this.limit) return false;
      this.grow();
    }
    const slot = this.slotOf(address | 0);
    if (this.addresses[slot] === EMPTY) this.count++;
    this.put(slot, address | 0, sizeBytes, site, tick);
    return true;
  }

  /** The slot of a block, valid until the next change; -1 where the address is unknown. */
  find(address: number): number {
    const slot = this.slotOf(address | 0);
    return this.addresses[slot] === EMPTY ? -1 : slot;
  }

  sizeAt(slot: number): number {
    return this.sizes[slot]!;
  }

  siteAt(slot: number): number {
    return this.sites[slot]!;
  }

  tickAt(slot: number): number {
    return this.ticks[slot]!;
  }

  /** Blocks behind the freed slot move up, so that no mark of a removed one is left (Knuth 6.4, algorithm R). */
  removeAt(slot: number): void {
    this.count--;
    let hole = slot;
    for (let next = (hole + 1) & this.mask; this.addresses[next] !== EMPTY; next = (next + 1) & this.mask) {
      const home = this.home(this.addresses[next]!);
      if (((next - home) & this.mask) < ((next - hole) & this.mask)) continue;
      this.put(hole, this.addresses[next]!, this.sizes[next]!, this.sites[next]!, this.ticks[next]!);
      hole = next;
    }
    this.addresses[hole] = EMPTY;
  }

  forEach(visit: (address: number, sizeBytes: number, site: number, tick: number) => void): void {
    for (let slot = 0; slot <= this.mask; slot++) {
      if (this.addresses[slot] !== EMPTY) visit(this.addresses[slot]! >>> 0, this.sizes[slot]!, this.sites[slot]!, this.ticks[slot]!);
    }
  }

  /** Behind the last block. */
  endAddress(): number {
    let end = 0;
    this.forEach((start, sizeBytes) => (end = Math.max(end, start + sizeBytes)));
    return end;
  }

  /** Those of these addresses that lie inside a block. */
  heldOf(addresses: readonly number[]): ReadonlySet<number> {
    const ascending = [...addresses].sort((a, b) => a - b);
    const held = new Set<number>();
    if (ascending.length === 0) return held;
    this.forEach((start, sizeBytes) => {
      for (let at = firstFrom(ascending, start); at < ascending.length && ascending[at]! < start + sizeBytes; at++) held.add(ascending[at]!);
    });
    return held;
  }

  private put(slot: number, address: number, sizeBytes: number, site: number, tick: number): void {
    this.addresses[slot] = address;
    this.sizes[slot] = sizeBytes;
    this.sites[slot] = site;
    this.ticks[slot] = tick;
  }

  private slotOf(address: number): number {
    let slot = this.home(address);
    while (this.addresses[slot] !== EMPTY && this.addresses[slot] !== address) slot = (slot + 1) & this.mask;
    return slot;
  }

  /** Blocks are aligned to 8 at least; multiplying spreads the rest (Knuth 6.4). */
  private home(address: number): number {
    return (Math.imul(address >>> 3, 0x9e3779b1) >>> 8) & this.mask;
  }

  private grow(): void {
    const old = { addresses: this.addresses, sizes: this.sizes, sites: this.sites, ticks: this.ticks };
    const slots = (this.mask + 1) * 2;
    this.mask = slots - 1;
    this.addresses = new Int32Array(slots);
    this.sizes = new Uint32Array(slots);
    this.sites = new Int32Array(slots);
    this.ticks = new Int32Array(slots);
    for (let slot = 0; slot < old.addresses.length; slot++) {
      const address = old.addresses[slot]!;
      if (address !== EMPTY) this.put(this.slotOf(address), address, old.sizes[slot]!, old.sites[slot]!, old.ticks[slot]!);
    }
  }
}

function firstFrom(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const ofInstances = new WeakMap<WebAssembly.Instance, LiveBlocks>();

/** The blocks of an instance whose allocator is followed. */
export function liveBlocksOf(instance: WebAssembly.Instance): LiveBlocks | undefined {
  return ofInstances.get(instance);
}

export function setLiveBlocks(instance: WebAssembly.Instance, blocks: LiveBlocks): void {
  ofInstances.set(instance, blocks);
}
