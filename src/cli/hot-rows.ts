import type { AllocationSummary, ProfileSummary } from '../toolkit/record-summary';

const SHOWN_FUNCTIONS = 15;

const SHOWN_LINES = 10;
const CLASSES: Readonly<Record<keyof ProfileSummary['classesMs'], string>> = { wasm: 'WebAssembly', js: 'JavaScript', glue: 'crossing the boundary', gc: 'garbage collection', program: 'native code', idle: 'idle' };

/** Where the time went, and the hottest functions, as a table for people; the hottest lines of Wasm, where they were counted. */
export function hotRows({ durationMs, samples, functions, lines, classesMs }: ProfileSummary): string[] {
  const sampledMs = Object.values(classesMs).reduce((sum, each) => sum + each, 0);
  const classes = (Object.keys(CLASSES) as (keyof typeof CLASSES)[])
    .filter((each) => classesMs[each] > 0)
    .sort((one, two) => classesMs[two] - classesMs[one])
    .map((each) => `${CLASSES[each]} ${((classesMs[each] / sampledMs) * 100).toFixed(1)} %`);
  const rows = functions
    .slice(0, SHOWN_FUNCTIONS)
    .map(({ function: name, file, line, selfMs, totalMs }) => `${ms(selfMs)} ${ms(totalMs)}  ${name}${file === null ? '' : `  ${file}:${line}`}`);
  return [[`${(durationMs / 1_000).toFixed(1)} s, ${samples} samples`, ...classes].join(', '), `${'self ms'.padStart(9)} ${'total ms'.padStart(9)}`, ...rows, ...lineRows(lines)];
}

function lineRows(lines: ProfileSummary['lines']): string[] {
  const rows = lines
    .flatMap(({ file, line, selfMs, count }) => (count === undefined ? [] : [`${ms(selfMs)} ${String(count).padStart(12)}  ${file}:${line}`]))
    .slice(0, SHOWN_LINES);
  return rows.length === 0 ? [] : ['', 'lines of Wasm; times are estimated, counts are exact', `${'self ms'.padStart(9)} ${'times run'.padStart(12)}`, ...rows];
}

/** The functions that allocate most as a table for people. */
export function allocationRows({ kind, bytes, functions }: AllocationSummary): string[] {
  const rows = functions
    .slice(0, SHOWN_FUNCTIONS)
    .map(({ function: name, file, line, selfBytes, totalBytes }) => `${kilobytes(selfBytes)} ${kilobytes(totalBytes)}  ${name}${file === null ? '' : `  ${file}:${line}`}`);
  const what = kind === 'live' ? 'of JavaScript objects still there' : 'of JavaScript objects allocated';
  return [`${(bytes / 2 ** 20).toFixed(1)} MB ${what}, as sampled`, `${'self KB'.padStart(9)} ${'total KB'.padStart(9)}`, ...rows];
}

const kilobytes = (bytes: number): string => (bytes / 1_024).toFixed(1).padStart(9);

const ms = (value: number): string => value.toFixed(1).padStart(9);
