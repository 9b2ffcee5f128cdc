import type { ProfileSummary } from '../toolkit/record-summary';

const SHOWN_FUNCTIONS = 15;

/** The hottest functions as a table for people. */
export function hotRows({ durationMs, samples, functions }: ProfileSummary): string[] {
  const rows = functions
    .slice(0, SHOWN_FUNCTIONS)
    .map(({ function: name, file, line, selfMs, totalMs }) => `${ms(selfMs)} ${ms(totalMs)}  ${name}${file === null ? '' : `  ${file}:${line}`}`);
  return [`${(durationMs / 1_000).toFixed(1)} s, ${samples} samples`, `${'self ms'.padStart(9)} ${'total ms'.padStart(9)}`, ...rows];
}

const ms = (value: number): string => value.toFixed(1).padStart(9);
