import { UserError } from '../base/user-error';
import { RULES, type Finding, type FindingPlace, type Report } from '../findings/finding';

/** A report that came from a file or another process. Findings of rules that this version does not know are left out. */
export function parseReport(content: unknown): Report {
  if (!isRecord(content) || content['tool'] !== 'wasmscope' || !isRecord(content['target']) || typeof content['startedAt'] !== 'string') {
    throw new UserError('This is no report of Wasmscope; `wasmscope check --json` writes one.');
  }
  const list = (name: string): unknown[] => (Array.isArray(content[name]) ? (content[name] as unknown[]) : []);
  return {
    ...(content as unknown as Report),
    durationMs: Number(content['durationMs']) || 0,
    modules: list('modules').filter(isRecord) as unknown as Report['modules'],
    findings: list('findings').filter(isFinding),
    notObserved: list('notObserved').filter(isRecord) as unknown as Report['notObserved'],
  };
}

function isFinding(value: unknown): value is Finding {
  return isRecord(value)
    && RULES.includes(value['rule'] as Finding['rule'])
    && ['error', 'warning', 'note'].includes(value['severity'] as string)
    && typeof value['message'] === 'string' && typeof value['remedy'] === 'string'
    && (value['at'] === null || isPlace(value['at']))
    && Array.isArray(value['related']) && value['related'].every((related) => isRecord(related) && typeof related['message'] === 'string' && isPlace(related['at']))
    && isRecord(value['evidence']);
}

/** A place to open: also checked where it comes back from a page. */
export function isPlace(value: unknown): value is FindingPlace {
  return isRecord(value) && typeof value['file'] === 'string' && Number.isInteger(value['line']) && Number.isInteger(value['column']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
