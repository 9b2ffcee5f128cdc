import { isRecord } from '../base/json-value';
import { UserError } from '../base/user-error';
import type { Finding, Report } from './finding';

/**
 * Findings that are known and not to be reported again: `{format, version, known: [{rule, file, function}]}`.
 * Lines are left out on purpose, so that code moving within a file does not bring a finding back, and files
 * below `root` are written relative to it, so that a baseline serves in every checkout.
 */
export interface Baseline {
  readonly format: 'wasmscope-baseline';
  readonly version: 1;
  readonly known: readonly KnownFinding[];
}

export interface KnownFinding {
  readonly rule: string;
  readonly file: string | null;
  readonly function: string | null;
}

export function baselineOf(findings: readonly Finding[], root: string): Baseline {
  const known = new Map(findings.map((finding) => [sameFinding(knownFinding(finding, root)), knownFinding(finding, root)]));
  return { format: 'wasmscope-baseline', version: 1, known: [...known.values()] };
}

/** Reads a baseline, or a report in JSON, whose findings then count as known. Throws a UserError on anything else. */
export function readBaseline(text: string, root: string): Baseline {
  const content = parsed(text);
  if (isRecord(content) && content['tool'] === 'wasmscope' && Array.isArray(content['findings'])) {
    return baselineOf(content['findings'].filter(isFindingLike), root);
  }
  if (!isRecord(content) || content['format'] !== 'wasmscope-baseline' || content['version'] !== 1 || !Array.isArray(content['known'])) {
    throw new UserError('The baseline is neither a baseline nor a report of Wasmscope; write one with `wasmscope check --json` and pass that file.');
  }
  return { format: 'wasmscope-baseline', version: 1, known: content['known'].filter(isKnownFinding) };
}

/** The report without what is known, and how many findings that were. */
export function withoutKnown(report: Report, baseline: Baseline, root: string): { readonly report: Report; readonly known: number } {
  const keys = new Set(baseline.known.map(sameFinding));
  const findings = report.findings.filter((finding) => !keys.has(sameFinding(knownFinding(finding, root))));
  return { report: { ...report, findings }, known: report.findings.length - findings.length };
}

/** What of a finding stays the same while its file is worked on. */
export function knownFinding({ rule, at }: Pick<Finding, 'rule' | 'at'>, root: string): KnownFinding {
  return { rule, file: at && relativeTo(root, at.file), function: at?.function ?? null };
}

function relativeTo(root: string, file: string): string {
  const folder = slashed(root).replace(/\/*$/, '/');
  const path = slashed(file);
  return path.startsWith(folder) ? path.slice(folder.length) : path;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/** One text for findings that count as the same. */
export function sameFinding({ rule, file, function: name }: KnownFinding): string {
  return JSON.stringify([rule, file, name]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string | null {
  return typeof value === 'string' || value === null;
}

function isKnownFinding(value: unknown): value is KnownFinding {
  return isRecord(value) && typeof value['rule'] === 'string' && isText(value['file']) && isText(value['function']);
}

function isFindingLike(value: unknown): value is Finding {
  if (!isRecord(value) || typeof value['rule'] !== 'string') return false;
  const at = value['at'];
  return at === null || (isRecord(at) && typeof at['file'] === 'string' && isText(at['function']));
}
