import { UserError } from '../base/user-error';
import { compareReports, type ReportChanges } from '../findings/compare-reports';
import type { Report } from '../findings/finding';
import { parseReport } from '../findings/parse-report';
import { compareProfiles, type FunctionChange } from '../profile/compare-profiles';
import type { Profile } from '../profile/profile';
import { convert, type ConvertOptions } from './convert';
import { readReport } from './read-report';

/** What `wasmscope diff --json` prints; fields may be added, never changed. */
export type Difference = ProfileDifference | ReportDifference;

export interface ProfileDifference {
  readonly kind: 'profile';
  /** Of two profiles of allocations, which are compared in bytes. */
  readonly unit?: 'bytes';
  readonly before: Recorded;
  readonly after: Recorded;
  /** The greatest change of self time first. */
  readonly functions: readonly FunctionChange[];
}

interface Recorded {
  readonly durationMs: number;
  readonly samples: number;
}

export interface ReportDifference extends ReportChanges {
  readonly kind: 'report';
}

/** Compares two profiles of any format, or two reports in JSON. */
export async function diff(before: string, after: string, options: ConvertOptions): Promise<{ readonly difference: Difference; readonly warnings: readonly string[] }> {
  const [oldReport, newReport] = [readReport(before), readReport(after)];
  if (oldReport && newReport) return { difference: { kind: 'report', ...compareReports(parse(before, oldReport), parse(after, newReport), process.cwd()) }, warnings: [] };
  if (oldReport || newReport) throw new UserError(`${oldReport ? before : after} is a report and ${oldReport ? after : before} is none: compare two reports, or two profiles`);
  const [old, now] = [await convert(before, options).result, await convert(after, options).result];
  const { unit } = now.profile;
  if (old.profile.unit !== unit) throw new UserError('one profile is of time and the other one of allocations: compare two of a kind');
  return {
    difference: { kind: 'profile', ...(unit === 'bytes' ? { unit } : {}), before: recorded(old.profile), after: recorded(now.profile), functions: compareProfiles(old.profile, now.profile) },
    warnings: [...new Set([...old.warnings, ...now.warnings])],
  };
}

function parse(path: string, content: unknown): Report {
  try {
    return parseReport(content);
  } catch {
    throw new UserError(`${path}: a damaged report; \`wasmscope check --json\` writes one`);
  }
}

const recorded = ({ durationMs, samples }: Profile): Recorded => ({ durationMs, samples: samples.length });
