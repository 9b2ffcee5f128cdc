import { LIMITS } from '../base/limits';
import type { StackId } from '../trace/event';
import type { StackSite } from '../trace/memory-events';

/** A call that left the stack pointer lower than it was. */
interface Drop {
  readonly site: Site;
  readonly low: number;
  readonly bytes: number;
  readonly thrown: boolean;
  readonly call: number;
}

interface Site {
  readonly stack: StackId;
  readonly export: string;
  drops: number;
}

/** What calls took of one instance's shadow stack and have not given back: a stack of drops, as the pointer falls and rises. */
export class StackTaken {
  calls = 0;
  private drops: Drop[] = [];
  private readonly sites = new Map<string, Site>();
  private changed = false;

  /** The pointer went from `before` to `after` in one call. */
  moved(before: number, after: number, where: { readonly stack: StackId; readonly export: string }, thrown: boolean): void {
    this.changed = true;
    if (after > before) {
      while ((this.drops.at(-1)?.low ?? Infinity) < after) this.drops.pop();
      return;
    }
    if (this.drops.length >= LIMITS.agent.sites) return;
    const key = `${where.stack} ${where.export}`;
    const site = this.sites.get(key) ?? { ...where, drops: 0 };
    this.sites.set(key, site);
    site.drops++;
    this.drops.push({ site, low: after, bytes: before - after, thrown, call: this.calls });
  }

  /** Null where nothing has changed. */
  report(): StackSite[] | null {
    if (!this.changed) return null;
    this.changed = false;
    return [...this.sites.values()].map((site) => {
      const open = this.drops.filter((drop) => drop.site === site);
      return {
        ...site,
        outstanding: open.length,
        outstandingBytes: open.reduce((sum, { bytes }) => sum + bytes, 0),
        thrown: open.filter(({ thrown }) => thrown).length,
        firstCall: open[0]?.call ?? 0,
        lastCall: open.at(-1)?.call ?? 0,
      };
    });
  }
}
