import type { Finding } from '../../findings/finding';
import { inReadingOrder } from '../../findings/finding-order';
import { shortFile } from '../../findings/exporters/place-text';

export type Grouping = 'rule' | 'file';

export interface FindingGroup {
  /** A rule, a file as it is shown, or null where findings have no file. */
  readonly label: string | null;
  readonly findings: readonly Finding[];
}

/** Findings by what they share, the group with the worst finding first. */
export function findingGroups(findings: readonly Finding[], grouping: Grouping, root: string | undefined): FindingGroup[] {
  const groups = new Map<string | null, Finding[]>();
  for (const finding of inReadingOrder(findings)) {
    const label = grouping === 'rule' ? finding.rule : finding.at && shortFile(finding.at.file, root);
    const group = groups.get(label);
    if (group) group.push(finding);
    else groups.set(label, [finding]);
  }
  return [...groups].map(([label, found]) => ({ label, findings: found }));
}
