/** Holds something large that can be read anew. */
export interface Droppable {
  /** The owner sets it whenever it is asked; the budget clears it. */
  wasUsed: boolean;
  /** Lets go of what it holds. */
  drop(): void;
}

/**
 * Bounds what many owners keep together. Beyond the bound the oldest is dropped, but for those that were used since they
 * were last looked at (the second-chance rule): an owner pays for being used no more than one assignment. The newest
 * always stays, whatever its size.
 */
export class MemoryBudget {
  private readonly kept = new Map<Droppable, number>();
  private totalBytes = 0;

  constructor(private readonly maxBytes: number) {}

  get keptBytes(): number {
    return this.totalBytes;
  }

  /** Counts what the owner has just read. */
  keep(owner: Droppable, bytes: number): void {
    this.forget(owner);
    this.makeRoom(bytes);
    this.kept.set(owner, bytes);
    this.totalBytes += bytes;
  }

  private makeRoom(bytes: number): void {
    // Every second look at the same owner finds it unused, so this ends.
    for (const [owner, size] of this.kept) {
      if (this.totalBytes + bytes <= this.maxBytes) return;
      this.forget(owner);
      if (owner.wasUsed) {
        owner.wasUsed = false;
        this.kept.set(owner, size);
        this.totalBytes += size;
      } else owner.drop();
    }
  }

  private forget(owner: Droppable): void {
    this.totalBytes -= this.kept.get(owner) ?? 0;
    this.kept.delete(owner);
  }
}
