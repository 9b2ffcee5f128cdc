import type { Finding, FindingPlace, Report, Severity } from '../finding';
import type { CodeFlow, Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { inReadingOrder } from '../finding-order';
import { RULE_TITLES } from '../rule-titles';
import { visibleText } from '../../base/visible-text';

export interface SarifOptions {
  /** Files below it are written relative to `SRCROOT`, as code scanning services want them. */
  readonly root?: string;
}

/** SARIF 2.1.0 (OASIS). Evidence, remedy and cost of a finding stand in `properties` of its result. */
export function toSarif(report: Report, options: SarifOptions = {}): string {
  return `${JSON.stringify(sarifLog(report, options.root), null, 2)}\n`;
}

const LEVELS: Record<Severity, Result.level> = { error: 'error', warning: 'warning', note: 'note' };

export function sarifLog(report: Report, root?: string): Log {
  const findings = inReadingOrder(report.findings);
  const rules = [...new Set([...findings, ...report.notObserved].map(({ rule }) => rule))].map(descriptor);
  const ruleIndex = new Map(rules.map(({ id }, index) => [id, index]));
  const { command, exitCode, signal } = report.target;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'Wasmscope', version: report.version, semanticVersion: report.version, rules } },
      columnKind: 'utf16CodeUnits',
      ...(root === undefined ? {} : { originalUriBaseIds: { SRCROOT: { uri: `${fileUri(root).replace(/\/*$/, '')}/` } } }),
      invocations: [{
        executionSuccessful: true,
        startTimeUtc: report.startedAt,
        endTimeUtc: new Date(Date.parse(report.startedAt) + report.durationMs).toISOString(),
        ...(command === null ? {} : { commandLine: command }),
        ...(exitCode === null ? {} : { exitCode }),
        ...(signal === null ? {} : { exitSignalName: signal }),
        toolExecutionNotifications: report.notObserved.map(({ rule, why }): Notification => ({
          level: 'note', message: { text: visibleText(`Not observed: ${why}`) }, associatedRule: { id: rule, index: ruleIndex.get(rule)! },
        })),
      }],
      results: findings.map((finding) => result(finding, ruleIndex.get(finding.rule)!, programOf(report), root)),
      properties: { mode: report.mode, durationMs: report.durationMs, modules: report.modules, ...(report.cost ? { cost: report.cost } : {}) },
    }],
  };
}

/** What code scanning shows of a rule: its remedy is a finding's own, so its help says what it is about. */
function descriptor(id: Finding['rule']): ReportingDescriptor {
  const text = RULE_TITLES[id];
  const family = id.slice(0, id.indexOf('/'));
  return { id, name: pascalCase(id), shortDescription: { text }, fullDescription: { text }, help: { text, markdown: `**${id}** ${text}` }, properties: { tags: ['webassembly', family] } };
}

/** `async/stale-view` is `AsyncStaleView`: SARIF 3.49.7 wants a name that reads as an identifier. */
function pascalCase(id: string): string {
  return id.split(/[/-]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The script that was started; null where none was named. */
function programOf({ target }: Report): FindingPlace | null {
  const file = target.command?.split(' ').find((word) => /\.[cm]?[jt]s$/.test(word));
  return file === undefined ? null : { file, line: 1, column: 0, function: null };
}

/** Whether what is related happened before a finding's place was reached, or after it; of other rules neither is a rule. */
const RELATED_HAPPEN: Partial<Record<Finding['rule'], 'before' | 'after'>> = {
  'async/stale-view': 'before', 'async/overlapping-call': 'before', 'async/out-of-order': 'before', 'async/reentrant-call': 'before', 'memory/use-after-free': 'before', 'cache/wrong-file': 'before',
  'async/promise-as-value': 'after', 'async/overwritten-view': 'after', 'handoff/json': 'after', 'handoff/file': 'after', 'handoff/loopback': 'after', 'handoff/base64': 'after', 'handoff/clone': 'after',
};

/** The way to a finding, step by step. */
function codeFlows({ rule, message, at, related }: Finding, root: string | undefined): CodeFlow[] {
  const happen = RELATED_HAPPEN[rule];
  if (happen === undefined || at === null || related.length === 0) return [];
  const steps = happen === 'before' ? [...related, { message, at }] : [{ message, at }, ...related];
  return [{ threadFlows: [{ locations: steps.map((step) => ({ location: { ...location(step.at, root), message: { text: visibleText(step.message) } } })) }] }];
}

/** A finding that has no place of its own stands where it shows, or with the program: code scanning takes none without. */
function result(finding: Finding, ruleIndex: number, program: FindingPlace | null, root: string | undefined): Result {
  const at = finding.at ?? finding.related[0]?.at ?? program;
  const flows = codeFlows(finding, root);
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: visibleText(`${finding.message} Remedy: ${finding.remedy}`) },
    locations: at ? [location(at, root)] : [],
    relatedLocations: finding.related.map((related, index) => ({ id: index + 1, message: { text: visibleText(related.message) }, ...location(related.at, root) })),
    ...(flows.length > 0 ? { codeFlows: flows } : {}),
    // Without the line, so that a finding keeps its identity while code around it moves.
    partialFingerprints: { 'wasmscope/v1': [finding.rule, finding.at ? artifact(finding.at.file, root).uri : '', finding.at?.function ?? ''].join(' ') },
    properties: { evidence: finding.evidence, remedy: finding.remedy, ...(finding.cost ? { cost: finding.cost } : {}) },
  };
}

function location(at: FindingPlace, root: string | undefined): Location {
  return {
    physicalLocation: {
      artifactLocation: artifact(at.file, root),
      ...(at.line > 0 ? { region: { startLine: at.line, ...(at.column > 0 ? { startColumn: at.column } : {}) } } : {}),
    },
    ...(at.function === null ? {} : { logicalLocations: [{ name: visibleText(at.function), kind: 'function' }] }),
  };
}

function artifact(file: string, root: string | undefined): { uri: string; uriBaseId?: string } {
  const uri = fileUri(file);
  const base = root === undefined ? undefined : `${fileUri(root).replace(/\/*$/, '')}/`;
  return base !== undefined && uri.startsWith(base) ? { uri: uri.slice(base.length), uriBaseId: 'SRCROOT' } : { uri };
}

/** A path as a URI (RFC 8089); what is a URL already stays, and a relative path becomes a relative reference. */
function fileUri(name: string): string {
  // Half a surrogate pair has no encoding.
  const file = name.replace(/\p{Surrogate}/gu, '\ufffd');
  if (/^[a-z][a-z0-9+.-]+:/i.test(file)) return encodeURI(file);
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (/^[a-z]%3A\//i.test(path)) return `file:///${path.replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${path}` : path;
}
