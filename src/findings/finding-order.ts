import { atLeast, type Finding } from './finding';

/** The order in which every exporter shows findings: the worst first, then by rule and place. */
export function inReadingOrder(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => bySeverity(a, b) || compareText(a.rule, b.rule) || byPlace(a, b));
}

function bySeverity(a: Finding, b: Finding): number {
  if (a.severity === b.severity) return 0;
  return atLeast(a.severity, b.severity) ? -1 : 1;
}

function byPlace(a: Finding, b: Finding): number {
  return compareText(a.at?.file ?? '', b.at?.file ?? '') || (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);
}

/** By code unit: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
