import type { Benchmark, BenchOptions, Measurement } from './benchmark';
import { notMeasured } from './benchmark';
import { bundleScript, inFreshProcess } from './fresh-process';
import type { LargeModule } from './generate-large';
import { largeModule } from './generate-large';
import { manyUnits } from './generate-many';
import type { GrowthTimes } from './growth-script';
import { durationText, median } from './statistics';

const MEGABYTE = 1e6;
const WANTED_MEGABYTES_A_SECOND = 100;
const MANY_UNITS = 3_000;
const RECORDED_MS = 577;

async function measure(module: Promise<LargeModule | null>, { rounds, largeUnits }: BenchOptions, judge: (times: readonly GrowthTimes[]) => Measurement): Promise<Measurement> {
  if (largeUnits === 0) return notMeasured('left out by --large 0');
  const made = await module;
  if (!made) return notMeasured('clang-19 and wasm-ld-19 are needed to make the module');
  const script = bundleScript('growth-script');
  return judge(Array.from({ length: rounds }, () => inFreshProcess<GrowthTimes>(script, [made.path, made.file, String(made.line)])));
}

const megabytes = (bytes: number): string => `${Math.round(bytes / MEGABYTE)} MB`;
const memory = (times: readonly GrowthTimes[], key: 'breakpointMemoryBytes' | 'indexMemoryBytes'): string => megabytes(median(times.map((each) => each[key])));

export const benchmark: Benchmark = {
  what: 'all of that module indexed: every line row, entry and function',
  peer: '',
  goal: '≥ 100 MB of DWARF a second, from the bytes in hand',
  measure: (options) => measure(largeModule(options.largeUnits), options, (times) => {
    const rates = times.map(({ dwarfBytes, indexCpuMs }) => dwarfBytes / MEGABYTE / (indexCpuMs / 1_000));
    const { dwarfBytes, functions, lineRows } = times[0]!;
    const wall = times.map(({ breakpointMs, stackMs, indexMs }) => breakpointMs + stackMs + indexMs);
    const ours = `${Math.round(median(rates))} MB/s of CPU time: ${megabytes(dwarfBytes)} of DWARF, ${functions} functions, ${lineRows} rows in ${durationText(times.map(({ indexCpuMs }) => indexCpuMs))} (elapsed ${durationText(wall)}); ${memory(times, 'indexMemoryBytes')} beyond the module`;
    return { ours, reached: median(rates) >= WANTED_MEGABYTES_A_SECOND };
  }),
};

export const manySmallUnits: Benchmark = {
  what: `a module of ${MANY_UNITS} C units: first breakpoint / all indexed`,
  peer: '',
  goal: 'first breakpoint ≤ 1/8 of 577 ms, as of a large module',
  measure: (options) => measure(manyUnits(MANY_UNITS), options, (times) => {
    const elapsed = (key: 'breakpointMs' | 'indexMs' | 'breakpointCpuMs' | 'indexCpuMs'): string => durationText(times.map((each) => each[key]));
    const ours = `${elapsed('breakpointCpuMs')} / ${elapsed('indexCpuMs')} of CPU time (elapsed ${elapsed('breakpointMs')} / ${elapsed('indexMs')}) for ${megabytes(times[0]!.dwarfBytes)} of DWARF; ${memory(times, 'breakpointMemoryBytes')} / ${memory(times, 'indexMemoryBytes')} beyond the module`;
    return { ours, reached: median(times.map(({ breakpointCpuMs }) => breakpointCpuMs)) <= RECORDED_MS / 8 };
  }),
};
