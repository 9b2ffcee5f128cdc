import type { Finding, Report } from './finding';

/** `wasmscope-ignore-next-line cache/miss-rate, handoff/json -- reason`; without a rule it stands for all of them. */
const COMMENT = /(?:\/\/|\/\*|;;|<!--|#)\s*wasmscope-ignore-next-line\b([^*]*?)(?:\*\/|-->|\s--\s.*|$)/;

/** Whether a line of source holds a comment that wants findings of this rule at the next line left out. */
export function ignoresNextLine(line: string, rule: string): boolean {
  const named = COMMENT.exec(line)?.[1]?.split(/[\s,]+/).filter(Boolean);
  return named !== undefined && (named.length === 0 || named.includes(rule));
}

/** The report without findings that a comment above their line wants left out. `lineOf` counts from 1 and may not know. */
export function withoutIgnored(report: Report, lineOf: (file: string, line: number) => string | undefined): { readonly report: Report; readonly ignored: number } {
  const isIgnored = ({ rule, at }: Finding): boolean => at !== null && at.line > 1 && ignoresNextLine(lineOf(at.file, at.line - 1) ?? '', rule);
  const findings = report.findings.filter((finding) => !isIgnored(finding));
  return { report: { ...report, findings }, ignored: report.findings.length - findings.length };
}

/** The comment for a line of `file`, in the language that its name tells. */
export function ignoreComment(file: string, rule: string): string {
  return `${/\.wa[st]t?$/i.test(file) ? ';;' : '//'} wasmscope-ignore-next-line ${rule}`;
}
