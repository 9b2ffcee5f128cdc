import type { Report, Severity } from '../finding';
import { shortFile } from './place-text';
import { plural, quantity } from './quantity';

/** The report in one line, and what it was made from in another. */
export function verdict(report: Report): string {
  const counts = SEVERITIES.map((severity) => ({ severity, count: countOf(report, severity) })).filter(({ count }) => count > 0);
  if (counts.length === 0) return 'Nothing found';
  return counts.map(({ severity, count }) => plural(count, severity)).join(', ');
}

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

export function countOf(report: Report, severity: Severity): number {
  return report.findings.filter((finding) => finding.severity === severity).length;
}

/** `launched for 8.2 s: node app.mjs`, or how else the target was watched; paths of the command below `root` relative to it. */
export function observation({ mode, target, durationMs }: Report, root?: string): string {
  const who = target.command?.split(' ').map((word) => shortFile(word, root)).join(' ') ?? (target.pid === null ? 'an unnamed process' : `process ${target.pid}`);
  const time = quantity(durationMs, 'ms');
  switch (mode) {
    case 'launch':
      return `${/^(https?|file):/.test(target.command ?? '') ? 'opened' : 'launched'} and watched for ${time}: ${who}`;
    case 'attach':
      return `attached and watched for ${time}: ${who}`;
    case 'trace':
      return `from a trace of ${time}: ${who}`;
  }
}

/** How the target ended, when that is worth a word. */
export function ending({ target }: Report): string | null {
  if (target.signal !== null) return `The target was ended by ${target.signal}; the report holds what was seen until then.`;
  if (target.exitCode !== null && target.exitCode !== 0) return `The target ended with exit code ${target.exitCode}.`;
  return null;
}

/** Rules that could not see everything, gathered by the reason. */
export function unobservedByReason(report: Report): { readonly why: string; readonly rules: readonly string[] }[] {
  const byReason = new Map<string, string[]>();
  for (const { rule, why } of report.notObserved) {
    const rules = byReason.get(why) ?? [];
    if (!rules.includes(rule)) rules.push(rule);
    byReason.set(why, rules);
  }
  return [...byReason].map(([why, rules]) => ({ why, rules }));
}
