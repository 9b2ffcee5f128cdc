import { knownFinding, sameFinding } from './baseline';
import { RULES, type Finding, type Report, type RuleName } from './finding';

export interface RuleChange {
  readonly rule: RuleName;
  readonly before: number;
  readonly after: number;
}

export interface ReportChanges {
  /** Rules that found something in either report, in the order of the rules. */
  readonly rules: readonly RuleChange[];
  readonly appeared: readonly Finding[];
  readonly gone: readonly Finding[];
  /** Found both times, as the later report has them. */
  readonly stayed: readonly Finding[];
}

/** What two reports differ in. A finding is the same by its rule, file and function, as for a baseline: lines move. */
export function compareReports(before: Report, after: Report, root: string): ReportChanges {
  const keys = ({ findings }: Report): Set<string> => new Set(findings.map((finding) => sameFinding(knownFinding(finding, root))));
  const [old, now] = [keys(before), keys(after)];
  const isIn = (set: ReadonlySet<string>) => (finding: Finding): boolean => set.has(sameFinding(knownFinding(finding, root)));
  const count = ({ findings }: Report, rule: RuleName): number => findings.filter((finding) => finding.rule === rule).length;
  return {
    rules: RULES.map((rule) => ({ rule, before: count(before, rule), after: count(after, rule) })).filter((row) => row.before + row.after > 0),
    appeared: after.findings.filter((finding) => !isIn(old)(finding)),
    gone: before.findings.filter((finding) => !isIn(now)(finding)),
    stayed: after.findings.filter(isIn(old)),
  };
}
