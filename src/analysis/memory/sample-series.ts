import { LIMITS } from '../../base/limits';
import type { Moment } from '../work-clock';

/** Points of a series that a report shows: enough for a line on a page. */
const SHOWN_POINTS = 120;

/** Bounded: when full, every other sample goes. */
export function addSample<Sample>(samples: Sample[], sample: Sample): void {
  samples.push(sample);
  if (samples.length > LIMITS.trace.samplesPerSeries) samples.splice(0, samples.length, ...everyNth(samples, 2));
}

export interface BytesSample extends Moment {
  readonly bytes: number;
}

/** As evidence has it: `[ms since the start, value]`. */
export function seriesOf<Sample extends Moment>(samples: readonly Sample[], startMs: number, pick: (sample: Sample) => number): [number, number][] {
  const shown = everyNth(samples, Math.ceil(samples.length / SHOWN_POINTS));
  return shown.map((sample) => [Math.round(sample.t - startMs), pick(sample)]);
}

export function bytesSeries(samples: readonly BytesSample[], startMs: number): [number, number][] {
  return seriesOf(samples, startMs, ({ bytes }) => bytes);
}

/** The last one always. */
function everyNth<Sample>(samples: readonly Sample[], n: number): Sample[] {
  return samples.filter((_, index) => index % n === 0 || index === samples.length - 1);
}
