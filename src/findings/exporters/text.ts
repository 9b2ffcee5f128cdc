import type { Finding, Report, Severity } from '../finding';
import { inReadingOrder } from '../finding-order';
import { costText } from './cost-text';
import { readableEvidence } from './evidence';
import { placeText } from './place-text';
import { ending, observation, unobservedByReason, verdict } from './verdict';
import { visibleText } from './visible-text';

export interface TextOptions {
  /** ANSI colours; off by default, as for pipes and files. */
  readonly colour?: boolean;
  /** Paths below it are shown relative to it. */
  readonly root?: string;
}

/** The report for a terminal: findings, the worst first, then the verdict, then what could not be seen. */
export function toText(report: Report, options: TextOptions = {}): string {
  const paint = options.colour ? ansi : plain;
  const blocks = inReadingOrder(report.findings).map((finding) => findingLines(finding, paint, options.root).join('\n'));
  blocks.push(closingLines(report, paint).join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

type Paint = (text: string, style: Style) => string;
type Style = Severity | 'strong' | 'dim';

const CODES: Record<Style, string> = { error: '31;1', warning: '33;1', note: '36;1', strong: '1', dim: '2' };
const ansi: Paint = (text, style) => `\u001b[${CODES[style]}m${text}\u001b[0m`;
const plain: Paint = (text) => text;

function findingLines(finding: Finding, paint: Paint, root: string | undefined): string[] {
  const evidence = readableEvidence(finding.evidence).rows.map(({ label, short }) => `${label} ${short}`).join(' · ');
  const cost = finding.cost ? costText(finding.cost) : '';
  const at = finding.at && `${placeText(finding.at, root)}${finding.at.function === null ? '' : ` in ${visibleText(finding.at.function)}`}`;
  return [
    `${paint(finding.severity, finding.severity)} ${paint(finding.rule, 'dim')}${at ? ` ${paint(at, 'strong')}` : ''}`,
    `  ${visibleText(finding.message)}`,
    ...finding.related.map((related) => paint(`  - ${visibleText(related.message)}: ${placeText(related.at, root)}`, 'dim')),
    ...(evidence ? [`  evidence: ${visibleText(evidence)}`] : []),
    ...(cost ? [`  cost: ${visibleText(cost)}`] : []),
    `  remedy: ${visibleText(finding.remedy)}`,
  ];
}

function closingLines(report: Report, paint: Paint): string[] {
  const worst = inReadingOrder(report.findings)[0]?.severity;
  const end = ending(report);
  const dropped = Object.entries(report.dropped ?? {});
  return [
    `${paint(verdict(report), worst ?? 'strong')}, ${visibleText(observation(report))}`,
    ...(end ? [visibleText(end)] : []),
    ...(dropped.length > 0 ? [paint(`dropped because a buffer was full: ${dropped.map(([what, count]) => `${visibleText(what)} ${count}`).join(', ')}`, 'warning')] : []),
    ...unobservedByReason(report).map(({ why, rules }) => paint(`not observed: ${rules.join(', ')} (${visibleText(why)})`, 'dim')),
  ];
}
