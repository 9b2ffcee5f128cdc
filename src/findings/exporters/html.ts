import { createHash } from 'node:crypto';
import type { Finding, FindingPlace, Report, ReportModule, Severity } from '../finding';
import { inReadingOrder } from '../finding-order';
import { RULE_TITLES } from '../rule-titles';
import { lookupsChart, routeChart } from './bars-chart';
import { costText } from './cost-text';
import { dataTable, numberColumn, textColumn } from './data-table';
import { readableEvidence, type EvidenceRow, type EvidenceTable } from './evidence';
import { flameChart } from './flame-chart';
import { histogramChart } from './histogram-chart';
import { html, Markup } from './markup';
import { placeText, shortFile } from './place-text';
import { money, plural, quantity, type Unit } from './quantity';
import { REPORT_STYLE } from './report-style';
import { seriesCharts } from './series-chart';
import { timelineChart } from './timeline-chart';
import { ending, observation, unobservedByReason, verdict } from './verdict';
import { visibleText } from '../../base/visible-text';

export interface HtmlOptions {
  /** Paths below it are shown relative to it. */
  readonly root?: string;
  /** Where a place leads when it is clicked; null for a place that leads nowhere. Without it places are plain text. */
  readonly linkTo?: (place: FindingPlace) => string | null;
}

/**
 * The report as one self-contained page: no script, nothing loaded, one style sheet allowed by its hash. The same
 * page is shown in the editor, where `linkTo` makes every place one click from its line.
 */
export function toHtml(report: Report, options: HtmlOptions = {}): string {
  const findings = inReadingOrder(report.findings);
  const page = html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${`${verdict(report)} · Wasmscope`}</title>
<style>${new Markup(REPORT_STYLE)}</style></head>
<body><main>
${masthead(report, findings, options.root)}
${contents(findings, options)}
${findings.length > 0 && html`<h2>Findings</h2>`}
${findings.map((finding, index) => findingSection(finding, index, options))}
${costSection(report)}
${modulesSection(report, options)}
${unobservedSection(report)}
</main>
<footer>Wasmscope ${report.version}, ${report.startedAt}</footer></body></html>
`;
  return page.text;
}

function contentPolicy(): string {
  const hash = createHash('sha256').update(REPORT_STYLE).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

function masthead(report: Report, findings: readonly Finding[], root: string | undefined): Markup {
  const end = ending(report);
  const { pid, nodeVersion } = report.target;
  const about = [visibleText(observation(report, root)), pid === null ? '' : `pid ${pid}`, nodeVersion === null ? '' : `Node.js ${visibleText(nodeVersion).replace(/^v/, '')}`];
  const dropped = Object.entries(report.dropped ?? {}).map(([what, count]) => `${visibleText(what)} ${quantity(count, 'count')}`);
  return html`<header class="masthead"><p class="brand">Wasmscope report</p>
<h1 class="${findings[0]?.severity ?? 'good'}">${verdict(report)}</h1>
<p>${capitalised(about.filter(Boolean).join(', '))}</p>
${end && html`<p class="alert">${visibleText(end)}</p>`}
${(report.notes ?? []).map((note) => html`<p class="alert">${sentence(visibleText(note))}</p>`)}
${dropped.length > 0 && html`<p class="alert">Dropped because a buffer was full: ${dropped.join(', ')}.</p>`}
${findings.length === 0 && report.notObserved.length > 0 && html`<p class="alert">Not everything could be seen: ${plural(new Set(report.notObserved.map(({ rule }) => rule)).size, 'rule')} had something hidden from them. <a href="#unseen">Which and why</a></p>`}</header>`;
}

function contents(findings: readonly Finding[], { root }: HtmlOptions): Markup | null {
  if (findings.length < 2) return null;
  return html`<nav aria-label="Findings"><h2>At a glance</h2><table class="contents">${findings.map((finding, index) => html`
<tr class="${finding.severity}"><td><span class="severity">${SEVERITY_NAMES[finding.severity]}</span></td><td><a href="#finding-${index + 1}">${prose(finding.message)}</a></td><td class="place">${finding.at && lineText(finding.at, root)}</td></tr>`)}</table></nav>`;
}

/** File name and line: the whole path stands with the finding. */
function lineText({ file, line }: FindingPlace, root?: string): string {
  return placeText({ file: file.split(/[\\/]/).at(-1)!, line, column: 0, function: null }, root);
}

const SEVERITY_NAMES: Record<Severity, string> = { error: 'Error', warning: 'Warning', note: 'Note' };

function findingSection(finding: Finding, index: number, options: HtmlOptions): Markup {
  const { rows, tables, series, marks, timelines, histograms, flames } = readableEvidence(finding.evidence);
  const cost = finding.cost ? costText(finding.cost) : '';
  return html`<article class="finding ${finding.severity}" id="finding-${index + 1}">
<header><span class="severity">${SEVERITY_NAMES[finding.severity]}</span><code title="${RULE_TITLES[finding.rule]}">${finding.rule}</code></header>
<h3>${prose(finding.message)}</h3>
${finding.at && html`<p class="at">${place(finding.at, options)}</p>`}
${seriesCharts(series, marks)}
${timelines.map(timelineChart)}
${routeChart(finding.evidence)}${histograms.map((histogram) => histogramChart(histogram, inMemoryMs(finding)))}
${lookupsChart(finding.evidence)}${flames.map((flame) => flameChart(flame, options.root))}
${facts([...withShortFiles(rows, options.root), ...(cost ? [{ label: 'cost', exact: cost, short: cost }] : [])])}
${tables.map(evidenceTable)}
${finding.related.length > 0 && html`<ul class="related">${finding.related.map((related) => html`<li>${visibleText(related.message)}: ${place(related.at, options)}</li>`)}</ul>`}
<p class="remedy"><strong>Remedy.</strong> ${prose(finding.remedy)}</p>
</article>
`;
}

/** What a hand-off's own times stand beside. */
function inMemoryMs({ evidence }: Finding): number | undefined {
  const value = evidence['inMemoryMs'];
  return typeof value === 'number' ? value : undefined;
}

function place(at: FindingPlace, { root, linkTo }: HtmlOptions): Markup {
  const target = linkTo?.(at);
  const text = placeText(at, root);
  const where = target ? html`<a class="place" href="${target}">${text}</a>` : html`<span class="place">${text}</span>`;
  return at.function === null ? where : html`${where} in <code>${visibleText(at.function)}</code>`;
}

/** Longer than this, a value takes the whole width. */
const SHORT_CHARACTERS = 48;

function facts(rows: readonly EvidenceRow[]): Markup | null {
  if (rows.length === 0) return null;
  const isLong = ({ label, exact }: EvidenceRow): boolean => label.length + exact.length > SHORT_CHARACTERS;
  const inOrder = [...rows.filter((row) => !isLong(row)), ...rows.filter(isLong)];
  return html`<dl class="facts">${inOrder.map((row) => html`<div${isLong(row) && html` class="long"`}><dt>${visibleText(row.label)}</dt><dd>${visibleText(row.exact)}</dd></div>`)}</dl>`;
}

function evidenceTable({ label, columns, rows, moreRows }: EvidenceTable): Markup {
  return html`<div class="detail scroll" tabindex="0"><p>${visibleText(label)}</p>${dataTable(columns, rows)}${moreRows > 0 && html`<p>and ${moreRows} more</p>`}</div>`;
}

function costSection({ cost, durationMs, findings }: Report): Markup | null {
  if (!cost) return null;
  const { currency } = cost;
  const perMonth = (rule: string): number => findings.reduce((sum, finding) => sum + (finding.rule === rule ? (finding.cost?.money?.perMonth ?? 0) : 0), 0);
  const isPriced = currency !== null && cost.rows.some(({ rule }) => perMonth(rule) > 0);
  const columns = [textColumn('Rule'), ...['CPU', 'Memory', ...(isPriced ? ['A month at this rate'] : [])].map(numberColumn)];
  const some = (value: number, unit: Unit): string => (value === 0 ? '' : quantity(value, unit));
  const row = (name: string, cpuSeconds: number, gbSeconds: number): string[] => [
    name, some(cpuSeconds, 's'), some(gbSeconds, 'GB·s'), ...(isPriced ? [perMonth(name) === 0 ? '' : money(perMonth(name), currency)] : []),
  ];
  return html`<h2>Cost</h2><div class="scroll" tabindex="0">${dataTable(columns, [
    ...cost.rows.map((part) => row(part.rule, part.cpuSeconds, part.gbSeconds)),
    row('everything observed', cost.cpuSeconds, cost.gbSeconds),
  ])}</div><p class="quiet">In ${quantity(durationMs, 'ms')} of observation, ${plural(cost.requests, 'request')}${currency === null && '. A price (cpu-hour=…,gb-hour=…,currency=…, given as --price or in the editor\'s setting wasmscope.price) turns this into money'}.</p>`;
}

const DEBUG_KINDS: Readonly<Record<string, string>> = { dwarf: 'DWARF', 'external-dwarf': 'DWARF in its own file', 'split-dwarf': 'split DWARF', 'source-map': 'source map', 'name-section': 'names' };

function modulesSection({ modules }: Report, { root }: HtmlOptions): Markup | null {
  if (modules.length === 0) return null;
  const rows = modules.map((module) => [
    html`${visibleText(moduleName(module))}${module.file !== null && module.file !== module.name && html`<br><span class="quiet place">${placeText({ file: module.file, line: 0, column: 0, function: null }, root)}</span>`}`,
    module.debugInfo.map((kind) => DEBUG_KINDS[kind] ?? kind).join(', ') || 'none', quantity(module.bytes, 'bytes'), quantity(module.compiles, 'count'), quantity(module.instances, 'count'),
  ]);
  return html`<h2>Modules</h2><div class="scroll" tabindex="0">${dataTable([...['Module', 'Debug information'].map(textColumn), ...['Size', 'Compiled', 'Instances'].map(numberColumn)], rows)}</div>`;
}

/** One without a name of its own goes by its file. */
function moduleName({ name, hash, file }: ReportModule): string {
  return name === hash && file !== null ? file.split(/[\\/]/).at(-1)! : name;
}

function unobservedSection(report: Report): Markup | null {
  const groups = unobservedByReason(report);
  if (groups.length === 0) return null;
  return html`<h2 id="unseen">Not observed</h2><dl class="unseen">${groups.map(({ why, rules }) => html`<dt>${capitalised(visibleText(why))}</dt><dd>${rules.map((rule, index) => html`${index > 0 && ', '}<code>${rule}</code>`)}</dd>
`)}</dl>`;
}

/** A sentence of a finding; what stands in backticks is code. */
function prose(text: string): Markup {
  const parts = capitalised(visibleText(text)).split(/`([^`]+)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** Files in evidence are shown as all places of the page. */
function withShortFiles(rows: readonly EvidenceRow[], root: string | undefined): EvidenceRow[] {
  return rows.map((row) => ({ ...row, exact: shortFile(row.exact, root) }));
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? capitalised(text) : `${capitalised(text)}.`;
}
