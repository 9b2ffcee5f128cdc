import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { WorkClock, type Moment } from '../work-clock';
import { grewThroughout } from './growth';
import { instanceKey } from './memory-curves';
import { seriesOf } from './sample-series';

/** Fewer living instances are a pool, or an old version next to a new one. */
const MIN_HELD = 6;

/** Instances that are made again and again with the work and stay held: a pool with a bound, or a swap, is done growing. */
export const instanceLeak: Analyser = {
  rules: ['memory/instance-leak'],
  start: (context) => new InstanceLeakRun(context),
};

interface Made {
  readonly event: EventOf<'instantiate'>;
  readonly at: Moment;
  memoryBytes: number;
  /** It survived a collection of all garbage. */
  held: boolean;
}

interface Group {
  readonly place: FindingPlace | null;
  readonly held: Made[];
}

class InstanceLeakRun implements AnalysisRun {
  private readonly clock = new WorkClock();
  private readonly living = new Map<string, Made>();
  private readonly made = new Map<string, number>();
  /** By thread, when all garbage was collected last: what came later is not judged. */
  private readonly collected = new Map<string, Moment>();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    this.clock.onEvent(event);
    switch (event.kind) {
      case 'instantiate': {
        const key = this.groupKey(event);
        this.made.set(key, (this.made.get(key) ?? 0) + 1);
        this.living.set(instanceKey(event), { event, at: this.clock.now(event), memoryBytes: 0, held: false });
        return;
      }
      case 'memory-size':
      case 'memory-grow': {
        const made = this.living.get(instanceKey(event));
        if (made) made.memoryBytes = event.kind === 'memory-size' ? event.sizeBytes : event.toBytes;
        return;
      }
      case 'instance-collected':
        this.living.delete(instanceKey(event));
        return;
      case 'heap-collected':
        for (const made of this.living.values()) if (made.event.pid === event.pid && made.event.tid === event.tid) made.held = true;
        this.collected.set(`${event.pid}/${event.tid}`, this.clock.now(event));
        return;
      default:
    }
  }

  findings(): Finding[] {
    const groups = new Map<string, Group>();
    for (const made of this.living.values()) {
      if (!made.held) continue;
      const key = this.groupKey(made.event);
      const group = groups.get(key) ?? { place: this.context.userPlace(made.event, made.event.stack), held: [] };
      groups.set(key, group);
      group.held.push(made);
    }
    return [...groups].flatMap(([key, group]) => (this.leaks(group) ? [this.finding(group, this.made.get(key) ?? group.held.length)] : []));
  }

  notObserved(): NotObserved[] {
    return [];
  }

  /** One process that makes instances of one module at one line. */
  private groupKey(event: EventOf<'instantiate'>): string {
    const place = this.context.userPlace(event, event.stack);
    return `${event.pid} ${event.tid} ${place ? `${place.file}:${place.line}` : event.module}`;
  }

  private leaks({ held }: Group): boolean {
    const [first] = held;
    if (!first || held.length < MIN_HELD) return false;
    return grewThroughout(this.clock.byPart(held.map(({ at }) => [at, 1] as const), this.clock.start(first.event), this.collected.get(`${first.event.pid}/${first.event.tid}`)!));
  }

  private finding({ place, held }: Group, made: number): Finding {
    const last = held.at(-1)!;
    const memoryBytes = held.reduce((sum, each) => sum + each.memoryBytes, 0);
    const requests = this.clock.end(last.event).requests;
    const startMs = this.clock.start(last.event).t;
    const steps = held.map(({ at }, index) => ({ ...at, instances: index + 1 }));
    return {
      rule: 'memory/instance-leak',
      severity: 'error',
      message: `${held.length} of ${made} instances made here are still held, with ${memoryBytes} bytes of linear memory`,
      at: place,
      related: [],
      evidence: { liveInstances: held.length, instances: made, memoryBytes, ...(requests > 0 && { requests }), observedMs: Math.round(last.at.t - startMs), heldInstancesSeries: seriesOf(steps, startMs, ({ instances }) => instances) },
      remedy: 'Drop every reference to an instance, its exports and its memory when its work is done, or take instances from a pool with a bound.',
    };
  }
}
