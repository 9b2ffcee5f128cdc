import type { BoundPlace, Breakpoint } from './breakpoint';

export type BreakpointWish = Omit<Breakpoint, 'id'>;

export interface BreakpointStatus {
  readonly id: number;
  /** Empty where no file is known. */
  readonly path: string;
  readonly verified: boolean;
  readonly line: number;
  readonly column?: number;
  /** Why it is not verified, or sits elsewhere, or may not stop at once. */
  readonly message?: string;
}

/** Everything that was asked for, whatever threads there are, and where it sits. */
export class BreakpointBook {
  /** By who replaces them together: a file's path, or a kind of its own. */
  private readonly groups = new Map<string, readonly Breakpoint[]>();
  private readonly wished = new Map<number, Breakpoint>();
  private readonly places = new Map<number, BoundPlace>();
  private lastId = 0;

  all(): Iterable<Breakpoint> {
    return this.wished.values();
  }

  get(id: number): Breakpoint | undefined {
    return this.wished.get(id);
  }

  /** Those that stay keep their id. */
  replace(group: string, wishes: readonly BreakpointWish[]): { readonly all: readonly Breakpoint[]; readonly added: readonly Breakpoint[]; readonly removed: readonly Breakpoint[] } {
    const removed = [...(this.groups.get(group) ?? [])];
    const all = wishes.map((wish) => {
      const kept = removed.findIndex((breakpoint) => sameWish(breakpoint, wish));
      return kept >= 0 ? removed.splice(kept, 1)[0]! : { ...wish, id: ++this.lastId };
    });
    const added = all.filter(({ id }) => !this.wished.has(id));
    this.groups.set(group, all);
    for (const { id } of removed) {
      this.wished.delete(id);
      this.places.delete(id);
    }
    for (const breakpoint of added) this.wished.set(breakpoint.id, breakpoint);
    return { all, added, removed };
  }

  /** undefined where that is no news. */
  bind(id: number, place: BoundPlace): BreakpointStatus | undefined {
    const breakpoint = this.wished.get(id);
    const known = this.places.get(id);
    if (!breakpoint || (known && known.line === place.line && known.column === place.column)) return undefined;
    this.places.set(id, place);
    return boundStatus(breakpoint, place);
  }

  status(breakpoint: Breakpoint): BreakpointStatus | undefined {
    const place = this.places.get(breakpoint.id);
    return place && boundStatus(breakpoint, place);
  }

  /** The program is gone, the wishes stay for the next one. */
  forgetPlaces(): void {
    this.places.clear();
  }
}

function boundStatus({ id, path, line }: Breakpoint, place: BoundPlace): BreakpointStatus {
  const messages = [
    ...(path !== '' && place.line !== line ? [`line ${line} has no code of its own: this stops at line ${place.line}, the next that has`] : []),
    ...(place.mayHaveRun ? ['calls that were running when the debugger came do not stop here, the next ones do'] : []),
  ];
  return { id, path: place.path ?? path, verified: true, line: place.line, ...(place.column === undefined ? {} : { column: place.column }), ...(messages.length === 0 ? {} : { message: messages.join('; ') }) };
}

function sameWish(breakpoint: Breakpoint, wish: BreakpointWish): boolean {
  const { instruction } = wish;
  const sameCode = breakpoint.instruction?.symbols === instruction?.symbols && breakpoint.instruction?.offset === instruction?.offset;
  return sameCode && (['path', 'line', 'column', 'functionName', 'condition', 'hitCondition', 'logMessage'] as const).every((key) => breakpoint[key] === wish[key]);
}
