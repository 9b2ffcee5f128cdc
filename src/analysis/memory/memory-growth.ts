import type { Finding, FindingPlace, NotObserved } from '../../findings/finding';
import type { TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import type { Moment } from '../work-clock';
import { grewThroughout } from './growth';
import { LeakedAllocationRun } from './leaked-allocation';
import { instanceKey, MemoryCurves, type GrowthStep, type MemoryCurve } from './memory-curves';
import type { BytesSample } from './sample-series';

/** Fewer growths than this, or a shorter observation, are no trend. */
const MIN_STEPS = 6;
const MIN_OBSERVED_MS = 2_000;
/** What happens in this first part of an observation is warm-up. */
const WARM_UP_SHARE = 1 / 6;
/** Live bytes that grow by this share of what the memory grew by explain its growth. */
const EXPLAINED = 0.5;
/** Memory of which this share was once allocated at one time is as large as the work asks for. */
const IN_USE = 0.5;
/** Memory of which this share is written anew from growth to growth is in use: each time more is asked of it. */
const REWRITTEN = 0.5;
/** Below this size nobody asks where memory went. */
const HIGH_BYTES = 8 << 20;
/** Memory that is live for at most this share is kept for a peak that has passed. */
const LITTLE_LIVE = 0.25;
/** Growths within this time are one event; a peak is one that made at least this share of the memory. */
const BURST_MS = 1_000;
const BURST_SHARE = 0.5;
/** Calls or requests that must have gone on after the peak without further growth. */
const MIN_LATER_WORK = 20;

/**
 * Linear memory that grows, by shape: with the work and without an end (`linear-growth`), without what is live growing
 * (`fragmentation`), or once, for a peak that has passed (`high-water`, which is no leak). Growth that a leak explains
 * belongs to that leak's finding.
 */
export const memoryGrowth: Analyser = {
  rules: ['memory/linear-growth', 'memory/fragmentation', 'memory/high-water'],
  start: (context) => new MemoryGrowthRun(context),
};

class MemoryGrowthRun implements AnalysisRun {
  private readonly curves = new MemoryCurves();
  private readonly leaks: LeakedAllocationRun;

  constructor(private readonly context: AnalysisContext) {
    this.leaks = new LeakedAllocationRun(context);
  }

  onEvent(event: TraceEvent): void {
    this.curves.onEvent(event);
    this.leaks.onEvent(event);
  }

  /** Instances of one module that share a memory, or grow at one line, are one cause. */
  findings(): Finding[] {
    const leaking = this.leaks.leakingInstances();
    const found = new Map<string, Finding>();
    for (const curve of this.curves.all()) {
      const finding = this.judge(curve, leaking.has(instanceKey({ ...curve.at, instance: curve.instance })));
      if (!finding) continue;
      const key = `${finding.rule} ${finding.at ? `${finding.at.file}:${finding.at.line}` : curve.module || instanceKey({ ...curve.at, instance: curve.instance })}`;
      const known = found.get(key);
      if (!known || Number(known.evidence['memoryBytes']) < Number(finding.evidence['memoryBytes'])) found.set(key, finding);
    }
    return [...found.values()];
  }

  notObserved(): NotObserved[] {
    return [];
  }

  private judge(curve: MemoryCurve, leaks: boolean): Finding | null {
    const { steps } = curve;
    if (steps.length === 0) return null;
    const warm = this.warmUpEnd(curve);
    const later = steps.filter(({ t }) => t >= warm.t);
    if (!this.growsThroughout(curve, later, warm)) return this.highWater(curve);
    if (leaks) return null;
    const grownBytes = later.reduce((sum, step) => sum + step.grownBytes, 0);
    if (curve.live.length === 0 && isWrittenAnew(later)) return null;
    if (curve.live.length === 0 || growthSince(curve.live, warm) >= EXPLAINED * grownBytes) return this.linearGrowth(curve, later, grownBytes);
    if (growthSince(curve.peaks, warm) >= EXPLAINED * grownBytes || curve.peaks.at(-1)!.bytes >= IN_USE * curve.committed.at(-1)!.bytes) return null;
    return this.fragmentation(curve, later, grownBytes);
  }

  private warmUpEnd({ at }: MemoryCurve): Moment {
    const start = this.curves.clock.start(at);
    const end = this.curves.clock.end(at);
    const between = (from: number, to: number): number => from + (to - from) * WARM_UP_SHARE;
    return { t: between(start.t, end.t), requests: between(start.requests, end.requests) };
  }

  private growsThroughout({ at }: MemoryCurve, later: readonly GrowthStep[], warm: Moment): boolean {
    const end = this.curves.clock.end(at);
    if (later.length < MIN_STEPS || end.t - warm.t < MIN_OBSERVED_MS * (1 - WARM_UP_SHARE)) return false;
    return grewThroughout(this.curves.clock.byPart(later.map((step) => [step, 1] as const), warm, end));
  }

  private linearGrowth(curve: MemoryCurve, steps: readonly GrowthStep[], grownBytes: number): Finding {
    const requests = steps.at(-1)!.requests - steps[0]!.requests;
    const perRequest = requests > 0 ? { requests, bytesPerRequest: Math.round(grownBytes / requests) } : {};
    const pace = requests > 0 ? `, ${Math.round(grownBytes / requests)} bytes a request` : '';
    return {
      rule: 'memory/linear-growth',
      severity: 'warning',
      message: `${curve.owner === undefined ? 'Linear memory' : `The linear memory \`${curve.owner}\``} grew ${steps.length} times, by ${grownBytes} bytes${pace}, all through the observation`,
      at: this.placeOf(steps),
      related: [],
      evidence: { ...this.sizes(curve, steps, grownBytes), ...perRequest, ...(curve.owner !== undefined && { owner: curve.owner }), ...this.curves.evidence(curve, this.context) },
      remedy: 'Find what is kept from each request and release it or bound it; launched under Wasmscope, a module with names shows the allocating line.',
    };
  }

  private fragmentation(curve: MemoryCurve, steps: readonly GrowthStep[], grownBytes: number): Finding {
    const live = curve.live.at(-1)!.bytes;
    return {
      rule: 'memory/fragmentation',
      severity: 'warning',
      message: `Linear memory grew ${steps.length} times, by ${grownBytes} bytes, while what is allocated stayed near ${live} bytes`,
      at: this.placeOf(steps),
      related: [],
      evidence: { ...this.sizes(curve, steps, grownBytes), liveBytes: live, ...this.curves.evidence(curve, this.context) },
      remedy: 'Keep blocks of long and of short life apart, reuse buffers of one size, or take large buffers from a pool made at start.',
    };
  }

  /** A peak that has passed: most of the memory came at once, work went on, and little of it is in use. */
  private highWater(curve: MemoryCurve): Finding | null {
    const burst = peakOf(curve.steps);
    const memoryBytes = curve.committed.at(-1)!.bytes;
    const liveBytes = curve.live.at(-1)?.bytes;
    const peakBytes = burst.reduce((sum, { grownBytes }) => sum + grownBytes, 0);
    if (liveBytes === undefined || memoryBytes < HIGH_BYTES || liveBytes > LITTLE_LIVE * memoryBytes) return null;
    if (peakBytes < BURST_SHARE * memoryBytes || !this.wentOn(curve)) return null;
    return {
      rule: 'memory/high-water',
      severity: 'note',
      message: `Linear memory stays at ${memoryBytes} bytes since one peak, with ${liveBytes} bytes in use: this is not a leak`,
      at: this.placeOf(burst),
      related: [],
      evidence: { memoryBytes, liveBytes, peakGrowthBytes: peakBytes, growths: curve.steps.length, ...this.curves.evidence(curve, this.context) },
      remedy: 'Linear memory never shrinks. If the peak is rare, give such requests an instance of their own that is dropped afterwards, or work on them in pieces.',
    };
  }

  private wentOn(curve: MemoryCurve): boolean {
    const last = curve.steps.at(-1)!;
    const end = this.curves.clock.end(curve.at);
    return end.requests - last.requests >= MIN_LATER_WORK || (end.requests === 0 && curve.calls >= MIN_LATER_WORK && end.t - last.t >= BURST_MS);
  }

  private sizes({ committed }: MemoryCurve, steps: readonly GrowthStep[], grownBytes: number): Record<string, number> {
    return { memoryBytes: committed.at(-1)!.bytes, grownBytes, growths: steps.length, observedMs: Math.round(steps.at(-1)!.t - steps[0]!.t) };
  }

  /** The line whose calls made most of the growth. */
  private placeOf(steps: readonly GrowthStep[]): FindingPlace | null {
    const byLine = new Map<string, { place: FindingPlace; bytes: number }>();
    for (const { at, stack, grownBytes } of steps) {
      const place = stack === 0 ? null : this.context.userPlace(at, stack);
      if (!place) continue;
      const key = `${place.file}:${place.line}`;
      byLine.set(key, { place, bytes: (byLine.get(key)?.bytes ?? 0) + grownBytes });
    }
    return [...byLine.values()].sort((a, b) => b.bytes - a.bytes)[0]?.place ?? null;
  }
}

function isWrittenAnew(steps: readonly GrowthStep[]): boolean {
  const shares = steps.flatMap(({ rewrittenShare }) => rewrittenShare ?? []);
  return shares.length > 0 && shares.reduce((sum, share) => sum + share, 0) >= REWRITTEN * shares.length;
}

function growthSince(samples: readonly BytesSample[], warm: Moment): number {
  const first = samples.find(({ t }) => t >= warm.t) ?? samples[0]!;
  return samples.at(-1)!.bytes - first.bytes;
}

/** The steps within BURST_MS of each other that made most of the memory. */
function peakOf(steps: readonly GrowthStep[]): readonly GrowthStep[] {
  let peak: { first: number; last: number; bytes: number } = { first: 0, last: 0, bytes: 0 };
  let first = 0;
  let bytes = 0;
  steps.forEach((step, last) => {
    bytes += step.grownBytes;
    while (step.t - steps[first]!.t > BURST_MS) bytes -= steps[first++]!.grownBytes;
    if (bytes > peak.bytes) peak = { first, last, bytes };
  });
  return steps.slice(peak.first, peak.last + 1);
}
