import { escaped } from '../findings/exporters/markdown';
import { placeText } from '../findings/exporters/place-text';
import type { Finding } from '../findings/finding';
import type { ReportDifference } from '../toolkit/diff';

/** What two reports differ in, as a Markdown document. */
export function differenceText(difference: ReportDifference, titles: { readonly before: string; readonly after: string }): string {
  const heading = `# ${escaped(titles.before)} → ${escaped(titles.after)}`;
  return `${[heading, ...reportParts(difference)].join('\n\n')}\n`;
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
