import { escaped } from '../findings/exporters/markdown';
import { placeText } from '../findings/exporters/place-text';
import type { Finding } from '../findings/finding';
import type { ReportDifference } from '../toolkit/diff';
import { findingText } from './finding-text';

/** What two reports differ in, as a Markdown document. */
export function differenceText(difference: ReportDifference, titles: { readonly before: string; readonly after: string }, root?: string): string {
  const heading = `# ${escaped(titles.before)} → ${escaped(titles.after)}`;
  return `${[heading, ...reportParts(difference, root)].join('\n\n')}\n`;
}

function reportParts({ rules, appeared, gone, stayed }: ReportDifference, root: string | undefined): string[] {
  if (rules.length === 0) return ['Neither report has a finding.'];
  const part = (title: string, findings: readonly Finding[]): string[] => (findings.length === 0 ? [] : [`## ${title}`, findings.map((finding) => findingItem(finding, root)).join('\n')]);
  const counts = table(['before', 'after', 'rule'], rules.map(({ rule, before, after }) => [String(before), String(after), escaped(rule)]), 2);
  return [counts, ...part('New', appeared), ...part('Gone', gone), ...part('Still there', stayed)];
}

function findingItem({ rule, at, message }: Finding, root: string | undefined): string {
  return `- ${escaped(findingText(message))}${at ? `, ${escaped(placeText(at, root))}` : ''} (${escaped(rule)})`;
}

/** The first `numeric` columns stand right. */
function table(head: readonly string[], rows: readonly (readonly string[])[], numeric: number): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column < numeric ? '---:' : '---'))), ...rows.map(line)].join('\n');
}
