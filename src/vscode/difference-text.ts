import { escaped } from '../findings/exporters/markdown';
import { placeText } from '../findings/exporters/place-text';
import type { Finding } from '../findings/finding';
import type { Difference, ProfileDifference, ReportDifference } from '../toolkit/diff';

const SHOWN_FUNCTIONS = 50;

/** Below a thousandth of the time a change is the sampler's. */
const SHOWN_MS_PER_SECOND = 1;

/** What two recordings differ in, as a Markdown document. */
export function differenceText(difference: Difference, titles: { readonly before: string; readonly after: string }): string {
  const heading = `# ${escaped(titles.before)} → ${escaped(titles.after)}`;
  return `${[heading, ...(difference.kind === 'profile' ? profileParts(difference) : reportParts(difference))].join('\n\n')}\n`;
}

function profileParts({ before, after, functions }: ProfileDifference): string[] {
  const changed = functions.filter(({ selfMsPerSecond, totalMsPerSecond }) => Math.max(Math.abs(selfMsPerSecond.change), Math.abs(totalMsPerSecond.change)) >= SHOWN_MS_PER_SECOND);
  const recorded = [before, after].map(({ durationMs, samples }) => `${(durationMs / 1_000).toFixed(1)} s with ${samples} samples`).join(', then ');
  if (changed.length === 0) return [`${recorded}.`, 'No function changed by a millisecond a second or more.'];
  const rows = changed.slice(0, SHOWN_FUNCTIONS).map(({ function: name, file, line, selfMsPerSecond: self, totalMsPerSecond: total }) =>
    [self.before.toFixed(1), self.after.toFixed(1), signed(self.change), signed(total.change), escaped(name), file === null ? '' : escaped(`${file}:${line}`)]);
  return [`${recorded}. Milliseconds of each second recorded:`, table(['self before', 'self after', 'change', 'change with callees', 'function', 'place'], rows, 4)];
}

function reportParts({ rules, appeared, gone, stayed }: ReportDifference): string[] {
  if (rules.length === 0) return ['Neither report has a finding.'];
  const part = (title: string, findings: readonly Finding[]): string[] => (findings.length === 0 ? [] : [`## ${title}`, findings.map(({ rule, at, message }) => `- ${escaped(rule)}${at ? `, ${escaped(placeText(at))}` : ''}: ${escaped(message)}`).join('\n')]);
  const counts = table(['before', 'after', 'rule'], rules.map(({ rule, before, after }) => [String(before), String(after), escaped(rule)]), 2);
  return [counts, ...part('New', appeared), ...part('Gone', gone), ...part('Still there', stayed)];
}

/** The first `numeric` columns stand right. */
function table(head: readonly string[], rows: readonly (readonly string[])[], numeric: number): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column < numeric ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

const signed = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
