import type { CostTable, Finding, FindingCost } from '../../findings/finding';
import type { EventOf, Stamp, TraceEvent } from '../../trace/event';
import { rounded } from '../rounded';

type Price = EventOf<'price'>;

const MS_PER_HOUR = 3_600_000;
const HOURS_PER_MONTH = 730;
const BYTES_PER_GB = 1e9;

interface ProcessUse {
  cpuMs: number;
  gbSeconds: number;
  requests: number;
  last: { t: number; rssBytes: number; cpuMs: number } | null;
}

/**
 * What the time observed cost, in all and by finding: CPU time from the processes' own counters, memory as its size
 * over time (one GB held for one second is one GB-second). Money only when a price was set; a month is the time
 * observed, repeated.
 */
export class CostAccount {
  private readonly processes = new Map<number, ProcessUse>();
  private price: Price | null = null;
  private firstAt = Infinity;
  private lastAt = -Infinity;

  onEvent(event: TraceEvent): void {
    if (event.kind === 'price') this.price = event;
    if (event.pid === 0) return;
    this.firstAt = Math.min(this.firstAt, event.t);
    this.lastAt = Math.max(this.lastAt, event.t);
    if (event.kind === 'vitals') this.onVitals(event);
    if (event.kind === 'request') this.useOf(event).requests++;
  }

  /** Figures of the whole process: one thread's are enough. */
  private onVitals(event: EventOf<'vitals'>): void {
    if (event.tid !== 0) return;
    const use = this.useOf(event);
    const cpuMs = event.cpuUserMs + event.cpuSystemMs;
    if (use.last) {
      use.cpuMs += Math.max(0, cpuMs - use.last.cpuMs);
      use.gbSeconds += ((use.last.rssBytes / BYTES_PER_GB) * Math.max(0, event.t - use.last.t)) / 1_000;
    }
    use.last = { t: event.t, rssBytes: event.rssBytes, cpuMs };
  }

  private useOf({ pid }: Stamp): ProcessUse {
    let use = this.processes.get(pid);
    if (!use) this.processes.set(pid, (use = { cpuMs: 0, gbSeconds: 0, requests: 0, last: null }));
    return use;
  }

  /** The finding with its cost in money, where it has a cost and there is a price. */
  priced(given: Finding): Finding {
    const finding = given.cost ? { ...given, cost: this.withinAll(given.cost) } : given;
    const { cost } = finding;
    const perObservedTime = cost && this.moneyOf(cost);
    if (perObservedTime == null || this.price === null) return finding;
    const hours = Math.max(0, this.lastAt - this.firstAt) / MS_PER_HOUR;
    const perMonth = hours > 0 ? (perObservedTime / hours) * HOURS_PER_MONTH : 0;
    return { ...finding, cost: { ...cost, money: { perObservedTime, perMonth: rounded(perMonth), currency: this.price.currency } } };
  }

  table(findings: readonly Finding[]): CostTable | null {
    if (this.processes.size === 0) return null;
    const uses = [...this.processes.values()];
    const sum = (of: (use: ProcessUse) => number): number => uses.reduce((total, use) => total + of(use), 0);
    return {
      cpuSeconds: rounded(sum(({ cpuMs }) => cpuMs) / 1_000),
      gbSeconds: rounded(sum(({ gbSeconds }) => gbSeconds)),
      requests: sum(({ requests }) => requests),
      rows: findings.flatMap(({ rule, cost }) => (cost ? [{ rule, cpuSeconds: cost.cpuSeconds ?? 0, gbSeconds: cost.gbSeconds ?? 0, money: this.moneyOf(cost) }] : [])),
      currency: this.price?.currency ?? null,
    };
  }

  /** Rules go by elapsed time, which on a busy machine is more than what the processes had of it. */
  private withinAll(cost: FindingCost): FindingCost {
    const cpuSeconds = [...this.processes.values()].reduce((sum, { cpuMs }) => sum + cpuMs, 0) / 1_000;
    return cost.cpuSeconds === undefined || cpuSeconds === 0 ? cost : { ...cost, cpuSeconds: rounded(Math.min(cost.cpuSeconds, cpuSeconds)) };
  }

  private moneyOf({ cpuSeconds = 0, gbSeconds = 0 }: FindingCost): number | null {
    return this.price && (cpuSeconds / 3_600) * this.price.cpuHour + (gbSeconds / 3_600) * this.price.gbHour;
  }
}
