import type { Finding, Report, Severity } from '../finding';
import { inReadingOrder } from '../finding-order';
import { costText } from './cost-text';
import { readableEvidence } from './evidence';
import { placeText } from './place-text';
import { ending, observation, unobservedByReason, verdict } from './verdict';
import { visibleText } from '../../base/visible-text';

const MARKS: Record<Severity, string> = { error: '🔴', warning: '🟠', note: '🔵' };

export interface MarkdownOptions {
  /** Paths below it are shown relative to it. */
  readonly root?: string;
}

/** The report as GitHub-flavoured Markdown, for a comment on a change. */
export function toMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const end = ending(report);
  return [
    `## Wasmscope: ${verdict(report)}`,
    escaped(sentence(observation(report, options.root))) + (end ? ` ${escaped(end)}` : ''),
    ...inReadingOrder(report.findings).map((finding) => findingBlock(finding, options.root)),
    ...unobservedBlock(report),
  ].join('\n\n') + '\n';
}

function findingBlock(finding: Finding, root: string | undefined): string {
  return `### ${MARKS[finding.severity]} ${escaped(finding.message)}\n\n${findingDetails(finding, root)}`;
}

/** All of a finding but its message: where, evidence, cost and remedy. */
export function findingDetails(finding: Finding, root?: string): string {
  const where = `${code(finding.rule)}${finding.at ? ` at ${code(placeText(finding.at, root))}` : ''}${finding.at?.function ? ` in ${code(finding.at.function)}` : ''}`;
  return [where, findingEvidence(finding, root), `**Remedy:** ${escaped(finding.remedy)}`].filter(Boolean).join('\n\n');
}

/** What shows it, for where the rest is read already: related places, evidence and cost; empty where there is none. */
export function findingEvidence(finding: Finding, root?: string): string {
  const { rows } = readableEvidence(finding.evidence);
  const cost = finding.cost ? costText(finding.cost) : '';
  const table = [...rows.map(({ label, exact }) => [label, exact]), ...(cost ? [['cost', cost]] : [])];
  return [
    ...(finding.related.length > 0 ? [finding.related.map((related) => `- ${escaped(related.message)}: ${code(placeText(related.at, root))}`).join('\n')] : []),
    ...(table.length > 0 ? [['| evidence | |', '|:---|:---|', ...table.map((cells) => `| ${cells.map((cell) => escaped(cell)).join(' | ')} |`)].join('\n')] : []),
  ].join('\n\n');
}

function unobservedBlock(report: Report): string[] {
  const groups = unobservedByReason(report);
  if (groups.length === 0) return [];
  const lines = groups.map(({ why, rules }) => `- ${escaped(sentence(why))} ${rules.map(code).join(', ')}`);
  return [`<details><summary>Not observed</summary>\n\n${lines.join('\n')}\n\n</details>`];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}

/** Nothing from a target may become markup, a link or a mention of somebody. */
export function escaped(text: string): string {
  return visibleText(text)
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b')
    .replace(/:\/\//g, ':\u200b//');
}

/** A code span whose fence is longer than any run of backticks inside (CommonMark 6.1). */
function code(text: string): string {
  const visible = visibleText(text);
  const longest = Math.max(0, ...(visible.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${visible}\`` : `${fence} ${visible} ${fence}`;
}
