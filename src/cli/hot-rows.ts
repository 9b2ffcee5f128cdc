import type { AllocationSummary, ProfileSummary } from '../toolkit/record-summary';

const SHOWN_FUNCTIONS = 15;

/** The hottest functions as a table for people. */
export function hotRows({ durationMs, samples, functions }: ProfileSummary): string[] {
  const rows = functions
    .slice(0, SHOWN_FUNCTIONS)
    .map(({ function: name, file, line, selfMs, totalMs }) => `${ms(selfMs)} ${ms(totalMs)}  ${name}${file === null ? '' : `  ${file}:${line}`}`);
  return [`${(durationMs / 1_000).toFixed(1)} s, ${samples} samples`, `${'self ms'.padStart(9)} ${'total ms'.padStart(9)}`, ...rows];
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
