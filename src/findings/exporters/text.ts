import type { Finding, Report, Severity } from '../finding';
import { inReadingOrder } from '../finding-order';
import { costText } from './cost-text';
import { readableEvidence } from './evidence';
import { placeText } from './place-text';
import { ending, observation, unobservedByReason, verdict } from './verdict';
import { visibleText } from '../../base/visible-text';

export interface TextOptions {
  /** ANSI colours; off by default, as for pipes and files. */
  readonly colour?: boolean;
  /** Paths below it are shown relative to it. */
  readonly root?: string;
  /** The terminal's width: longer lines go on below, indented. Without it every text is one line, as scripts like it. */
  readonly columns?: number | undefined;
}

/** The report for a terminal: findings, the worst first, then the verdict, then what could not be seen. */
export function toText(report: Report, options: TextOptions = {}): string {
  const paint = options.colour ? ansi : plain;
  const fold: Fold = (text) => folded(text, Math.max(options.columns ?? Infinity, NARROWEST));
  const blocks = inReadingOrder(report.findings).map((finding) => findingLines(finding, paint, fold, options.root).join('\n'));
  blocks.push(closingLines(report, paint, fold).join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

type Fold = (text: string) => string;
type Paint = (text: string, style: Style) => string;
type Style = Severity | 'strong' | 'dim';

const CODES: Record<Style, string> = { error: '31;1', warning: '33;1', note: '36;1', strong: '1', dim: '2' };
const ansi: Paint = (text, style) => `\u001b[${CODES[style]}m${text}\u001b[0m`;
const plain: Paint = (text) => text;

/** Where a line breaks even on a narrower terminal: one word a line reads worse than what the terminal does itself. */
const NARROWEST = 60;
const HANGING = '    ';

/** Breaks at spaces; what follows the first line hangs. A word longer than a line stays whole, so that paths can be clicked. */
function folded(text: string, columns: number): string {
  if (text.length <= columns) return text;
  const [first = '', ...words] = text.split(/(?<=\S) /);
  const lines = [first];
  for (const word of words) {
    const line = lines.at(-1)!;
    if (line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`${HANGING}${word}`);
  }
  return lines.join('\n');
}

function findingLines(finding: Finding, paint: Paint, fold: Fold, root: string | undefined): string[] {
  const evidence = readableEvidence(finding.evidence).rows.map(({ label, short }) => `${label} ${short}`).join(' · ');
  const cost = finding.cost ? costText(finding.cost) : '';
  const at = finding.at && `${placeText(finding.at, root)}${finding.at.function === null ? '' : ` in ${visibleText(finding.at.function)}`}`;
  return [
    `${paint(finding.severity, finding.severity)} ${paint(finding.rule, 'dim')}${at ? ` ${paint(at, 'strong')}` : ''}`,
    fold(`  ${visibleText(finding.message)}`),
    ...finding.related.map((related) => paint(fold(`  - ${visibleText(related.message)}: ${placeText(related.at, root)}`), 'dim')),
    ...(evidence ? [fold(`  evidence: ${visibleText(evidence)}`)] : []),
    ...(cost ? [fold(`  cost: ${visibleText(cost)}`)] : []),
    fold(`  remedy: ${visibleText(finding.remedy)}`),
  ];
}

function closingLines(report: Report, paint: Paint, fold: Fold): string[] {
  const worst = inReadingOrder(report.findings)[0]?.severity;
  const end = ending(report);
  const dropped = Object.entries(report.dropped ?? {});
  return [
    `${paint(verdict(report), worst ?? 'strong')}, ${visibleText(observation(report))}`,
    ...(end ? [visibleText(end)] : []),
    ...(dropped.length > 0 ? [paint(`dropped because a buffer was full: ${dropped.map(([what, count]) => `${visibleText(what)} ${count}`).join(', ')}`, 'warning')] : []),
    ...unobservedByReason(report).map(({ why, rules }) => paint(fold(`not observed: ${rules.join(', ')} (${visibleText(why)})`), 'dim')),
  ];
}
