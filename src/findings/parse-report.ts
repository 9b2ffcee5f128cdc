import { isRecord } from '../base/json-value';
import { UserError } from '../base/user-error';
import { RULES, type CostTable, type Finding, type FindingPlace, type NotObserved, type Report, type ReportModule } from './finding';

/**
 * A report that came from a file or another process. Parts that are damaged, or of rules that this version does not
 * know, are left out: what is left can be shown.
 */
export function parseReport(content: unknown): Report {
  if (!isRecord(content) || content['tool'] !== 'wasmscope' || !isRecord(content['target']) || !isText(content['startedAt']) || Number.isNaN(Date.parse(content['startedAt']))) {
    throw new UserError('This is no report of Wasmscope; `wasmscope check --json` writes one.');
  }
  const { target, mode, notes, dropped, cost } = content;
  return {
    tool: 'wasmscope',
    version: isText(content['version']) ? content['version'] : '',
    target: {
      pid: numberOrNull(target['pid']), command: textOrNull(target['command']), nodeVersion: textOrNull(target['nodeVersion']),
      exitCode: numberOrNull(target['exitCode']), signal: textOrNull(target['signal']),
    },
    mode: mode === 'launch' || mode === 'attach' ? mode : 'trace',
    startedAt: content['startedAt'],
    durationMs: numberOrNull(content['durationMs']) ?? 0,
    modules: listOf(content['modules'], isModule),
    findings: listOf(content['findings'], isFinding),
    notObserved: listOf(content['notObserved'], isNotObserved),
    ...(Array.isArray(notes) && notes.some(isText) ? { notes: notes.filter(isText) } : {}),
    ...(isRecord(dropped) && Object.values(dropped).every(isNumber) ? { dropped: dropped as Record<string, number> } : {}),
    ...(isCostTable(cost) ? { cost } : {}),
  };
}

/** A place to open: also checked where it comes back from a page. */
export function isPlace(value: unknown): value is FindingPlace {
  return isRecord(value) && isText(value['file']) && Number.isInteger(value['line']) && Number.isInteger(value['column']) && (value['function'] === null || isText(value['function']));
}

function isFinding(value: unknown): value is Finding {
  return isRecord(value)
    && isRule(value['rule'])
    && ['error', 'warning', 'note'].includes(value['severity'] as string)
    && isText(value['message']) && isText(value['remedy'])
    && (value['at'] === null || isPlace(value['at']))
    && Array.isArray(value['related']) && value['related'].every((related) => isRecord(related) && isText(related['message']) && isPlace(related['at']))
    && isRecord(value['evidence'])
    && (value['cost'] === undefined || isRecord(value['cost']));
}

function isNotObserved(value: unknown): value is NotObserved {
  return isRecord(value) && isRule(value['rule']) && isText(value['why']);
}

function isModule(value: unknown): value is ReportModule {
  return isRecord(value) && isText(value['name']) && isNumber(value['bytes']) && isNumber(value['compiles']) && isNumber(value['instances'])
    && (value['file'] === null || isText(value['file'])) && Array.isArray(value['debugInfo']) && value['debugInfo'].every(isText);
}

function isCostTable(value: unknown): value is CostTable {
  return isRecord(value) && isNumber(value['cpuSeconds']) && isNumber(value['gbSeconds']) && isNumber(value['requests']) && Array.isArray(value['rows'])
    && value['rows'].every((row) => isRecord(row) && isRule(row['rule']) && isNumber(row['cpuSeconds']) && isNumber(row['gbSeconds']));
}

function isRule(value: unknown): boolean {
  return (RULES as readonly unknown[]).includes(value);
}

function listOf<Item>(value: unknown, accept: (item: unknown) => item is Item): Item[] {
  return Array.isArray(value) ? value.filter(accept) : [];
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => Number.isFinite(value);
const textOrNull = (value: unknown): string | null => (isText(value) ? value : null);
const numberOrNull = (value: unknown): number | null => (isNumber(value) ? value : null);
