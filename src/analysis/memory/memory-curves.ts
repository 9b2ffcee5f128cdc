import type { EventOf, InstanceId, ModuleHash, Stamp, StackId, TraceEvent } from '../../trace/event';
import type { AnalysisContext } from '../analyser';
import { WorkClock, type Moment } from '../work-clock';
import { addSample, bytesSeries, type BytesSample } from './sample-series';

/** Growths that a report's drawing marks. */
const SHOWN_MARKS = 60;

/** A growth of a memory, at the moment it was seen. */
export interface GrowthStep extends BytesSample {
  /** By how much; `bytes` is the size reached. */
  readonly grownBytes: number;
  readonly at: Stamp;
  readonly stack: StackId;
  /** Of what the memory had before, the share that is written anew with time; undefined where that was not seen. */
  readonly rewrittenShare: number | undefined;
}

/** One linear memory of one instance over time, and what of it its allocator has given out. */
export interface MemoryCurve {
  readonly at: Stamp;
  readonly instance: InstanceId;
  readonly module: ModuleHash;
  /** What holds it in JavaScript, where that is all that is known of it. */
  owner: string | undefined;
  readonly committed: BytesSample[];
  readonly steps: GrowthStep[];
  /** Empty where the allocator is not followed, or not all of it. */
  readonly live: BytesSample[];
  /** The most that was allocated at one time, so far. */
  readonly peaks: BytesSample[];
  /** Export calls counted by the allocator's clock. */
  calls: number;
}

type SizeEvent = EventOf<'memory-grow' | 'memory-size'>;

/** The first memory of each living instance: where its allocator works. Reads the trace for rules about growth. */
export class MemoryCurves {
  readonly clock = new WorkClock();
  private readonly curves = new Map<string, MemoryCurve>();
  private readonly liveBySite = new Map<string, Map<StackId, number>>();

  onEvent(event: TraceEvent): void {
    this.clock.onEvent(event);
    switch (event.kind) {
      case 'memory-grow':
        return this.note(event, event.fromBytes, event.toBytes, event.stack, event.rewrittenShare);
      case 'memory-size':
        return this.note(event, event.sizeBytes, event.sizeBytes, 0);
      case 'allocation-sites':
        return this.noteLive(event);
      case 'instance-collected':
        this.curves.delete(instanceKey(event));
        this.liveBySite.delete(instanceKey(event));
        return;
      default:
    }
  }

  all(): Iterable<MemoryCurve> {
    return this.curves.values();
  }

  of(event: Stamp & { readonly instance: InstanceId }): MemoryCurve | undefined {
    return this.curves.get(instanceKey(event));
  }

  /** For a finding's evidence: the curves, and where the largest growths came from. */
  evidence({ at, committed, live, steps }: MemoryCurve, context: AnalysisContext): Record<string, unknown> {
    const { t } = this.clock.start(at);
    const largest = [...steps].sort((a, b) => b.grownBytes - a.grownBytes).slice(0, SHOWN_MARKS).sort((a, b) => a.t - b.t);
    const growthMarks = largest.flatMap((step) => {
      const place = step.stack === 0 ? null : context.userPlace(step.at, step.stack);
      return place ? [[Math.round(step.t - t), `${place.file}:${place.line}`]] : [];
    });
    return {
      ...(committed.length > 1 && { memoryBytesSeries: bytesSeries(committed, t) }),
      ...(live.length > 1 && { liveBytesSeries: bytesSeries(live, t) }),
      ...(growthMarks.length > 0 && { growthMarks }),
    };
  }

  private note(event: SizeEvent, fromBytes: number, toBytes: number, stack: StackId, rewrittenShare?: number): void {
    if (event.memory !== 0) return;
    const now = this.clock.now(event);
    const curve = this.curveOf(event, fromBytes, now);
    if (event.kind === 'memory-grow') curve.owner ??= event.owner;
    const before = curve.committed.at(-1)?.bytes ?? fromBytes;
    addSample(curve.committed, { ...now, bytes: toBytes });
    if (toBytes > before) addSample(curve.steps, { ...now, bytes: toBytes, grownBytes: toBytes - before, at: event, stack, rewrittenShare });
  }

  private noteLive(event: EventOf<'allocation-sites'>): void {
    const curve = this.of(event);
    if (!curve || event.partial) return;
    const key = instanceKey(event);
    const bySite = this.liveBySite.get(key) ?? new Map<StackId, number>();
    this.liveBySite.set(key, bySite);
    for (const { stack, liveBytes } of event.sites) bySite.set(stack, liveBytes);
    let bytes = 0;
    for (const liveBytes of bySite.values()) bytes += liveBytes;
    const now = this.clock.now(event);
    addSample(curve.live, { ...now, bytes });
    addSample(curve.peaks, { ...now, bytes: Math.max(event.peakLiveBytes ?? bytes, curve.peaks.at(-1)?.bytes ?? 0) });
    curve.calls = event.calls;
  }

  private curveOf(event: SizeEvent, bytes: number, now: Moment): MemoryCurve {
    const key = instanceKey(event);
    const known = this.curves.get(key);
    if (known) return known;
    const curve: MemoryCurve = { at: event, instance: event.instance, module: event.module, owner: undefined, committed: [{ ...now, bytes }], steps: [], live: [], peaks: [], calls: 0 };
    this.curves.set(key, curve);
    return curve;
  }
}

export const instanceKey = (event: Stamp & { readonly instance: InstanceId }): string => `${event.pid}/${event.tid}/${event.instance}`;
