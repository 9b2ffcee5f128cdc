import { LIMITS } from '../../base/limits';
import type { FreedUse } from '../../trace/memory-events';
import type { StackId } from '../../trace/event';
import { LiveBlocks } from './live-blocks';

/** Below there is no heap: small numbers are counts and ids. */
const LOWEST_ADDRESS = 1_024;
const REPORTED_USES = 200;

/** Blocks that were released and not allocated again since, and calls that were given one all the same. */
export class FreedUses {
  private freed = new LiveBlocks(LIMITS.agent.sites);
  private uses = new Map<string, { -readonly [Key in keyof FreedUse]: FreedUse[Key] }>();

  constructor(
    private readonly live: LiveBlocks,
    private readonly capture: () => StackId,
  ) {}

  /** `outside`: JavaScript itself released it, and where is worth a stack. */
  released(address: number, sizeBytes: number, outside: boolean): void {
    const stack = outside ? this.capture() : 0;
    if (this.freed.add(address, sizeBytes, stack, 0)) return;
    this.freed = new LiveBlocks(LIMITS.agent.sites);
    this.freed.add(address, sizeBytes, stack, 0);
  }

  /** Where not all allocations are seen: a call that may have made some has begun. */
  forgetAll(): void {
    if (this.freed.count > 0) this.freed = new LiveBlocks(LIMITS.agent.sites);
  }

  allocated(address: number): void {
    const slot = this.freed.find(address);
    if (slot >= 0) this.freed.removeAt(slot);
  }

  /** A release of what is not allocated: of a block that was there before, it is the second one. */
  releasedAgain(address: number): void {
    const slot = this.freed.find(address);
    if (slot >= 0) this.note('double-free', null, slot);
  }

  /** Checks the arguments of calls of one export. A parameter that ever got a number that is no block is not taken for a pointer. */
  checkFor(name: string, isPointer: (parameter: number) => boolean): (args: readonly unknown[]) => void {
    const noPointers = new Set<number>();
    return (args) => {
      for (let index = 0; index < args.length; index++) {
        const value = args[index];
        if (typeof value !== 'number' || value === 0 || noPointers.has(index) || !isPointer(index) || this.live.find(value) >= 0) continue;
        const slot = value >>> 0 < LOWEST_ADDRESS ? -1 : this.freed.find(value);
        if (slot < 0) noPointers.add(index);
        else if (!this.isInsideLive(value >>> 0)) this.note('argument', name, slot);
      }
    };
  }

  /** What was seen since the last report. */
  report(): FreedUse[] {
    const uses = [...this.uses.values()];
    this.uses = new Map();
    return uses;
  }

  private note(how: FreedUse['how'], name: string | null, slot: number): void {
    const stack = this.capture();
    const freedStack = this.freed.siteAt(slot);
    const key = `${how} ${name} ${stack} ${freedStack}`;
    const known = this.uses.get(key);
    if (known) known.count++;
    else if (this.uses.size < REPORTED_USES) this.uses.set(key, { how, export: name, sizeBytes: this.freed.sizeAt(slot), stack, freedStack, count: 1 });
  }

  /** A later block may lie around the old address, and then the address may be one in the middle of that. */
  private isInsideLive(address: number): boolean {
    let inside = false;
    this.live.forEach((start, sizeBytes) => (inside ||= address > start && address < start + sizeBytes));
    return inside;
  }
}
