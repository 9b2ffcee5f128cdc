import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { costText } from '../../findings/exporters/cost-text';
import { findingDetails } from '../../findings/exporters/markdown';
import { placeText } from '../../findings/exporters/place-text';
import { quantity } from '../../findings/exporters/quantity';
import { verdict } from '../../findings/exporters/verdict';
import type { Finding, Severity } from '../../findings/finding';
import { RULE_TITLES } from '../../findings/rule-titles';
import { command } from '../command';
import { findingText } from '../finding-text';
import { isAbsolutePath } from '../open-place';
import { reportTitle } from '../report-title';
import type { Services } from '../services';
import { findingGroups, type FindingGroup, type Grouping } from './finding-groups';
import { row, RowsView, subjectOf, type Row } from './rows-view';

const ICONS: Record<Severity, vscode.ThemeIcon> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  note: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
};

/** The findings of the report that is shown, by rule or by file. */
export function findingsView({ problems }: Services): Disposable[] {
  let grouping: Grouping = 'rule';
  const shown = new RowsView('wasmscope.findings', () => findingGroups(problems.shown?.findings ?? [], grouping, workspaceRoot()).map((group) => groupRow(group, grouping)));
  const update = (): void => {
    const { shown: report } = problems;
    // Where there is nothing to say, the property must be empty for the welcome to show.
    shown.view.message = report ? vscode.l10n.t('{0} in {1}', reportTitle(report), quantity(report.durationMs, 'ms')) : '';
    shown.view.badge = report && report.findings.length > 0 ? { value: report.findings.length, tooltip: verdict(report) } : undefined;
    shown.refresh();
  };
  const groupBy = (by: Grouping) => async (): Promise<void> => {
    grouping = by;
    await vscode.commands.executeCommand('setContext', 'wasmscope.findingsByFile', by === 'file');
    shown.refresh();
  };
  return [
    shown,
    problems.onDidChange(update),
    command('wasmscope.groupFindingsByRule', groupBy('rule')),
    command('wasmscope.groupFindingsByFile', groupBy('file')),
    command('wasmscope.copyFinding', async (argument) => {
      const finding = findingOf(argument);
      if (finding) await vscode.env.clipboard.writeText(textOf(finding));
    }),
  ];
}

export function findingOf(argument: unknown): Finding | undefined {
  return subjectOf(argument, (value): value is Finding => typeof (value as Finding | undefined)?.rule === 'string');
}

function groupRow({ label, findings }: FindingGroup, grouping: Grouping): Row<Finding> {
  const made = row(label ?? vscode.l10n.t('no file'), {
    id: `${grouping} ${label}`, description: String(findings.length), iconPath: ICONS[findings[0]!.severity],
    ...(grouping === 'rule' ? { tooltip: RULE_TITLES[findings[0]!.rule] } : {}),
  }, { rows: () => findings.map((finding) => findingRow(finding, grouping)) });
  made.item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
  return made;
}

function findingRow(finding: Finding, grouping: Grouping): Row<Finding> {
  const { at, cost, message, rule, severity } = finding;
  const place = at ? placeText(grouping === 'file' ? { ...at, file: at.file.split(/[\\/]/).at(-1)! } : at, workspaceRoot()) : '';
  const description = [cost ? costText(cost) : '', grouping === 'file' ? rule : '', place].filter(Boolean).join(' · ');
  return row(findingText(message), {
    description, iconPath: ICONS[severity], contextValue: at && isAbsolutePath(at.file) ? 'finding-in-file' : 'finding',
    tooltip: new vscode.MarkdownString(findingDetails(finding, workspaceRoot())),
    accessibilityInformation: { label: `${severity}: ${findingText(message)}, ${description}` },
    ...(at && isAbsolutePath(at.file) ? { command: { command: 'wasmscope.openPlace', title: vscode.l10n.t('Open'), arguments: [at] } } : {}),
  }, { subject: finding });
}

function textOf({ rule, message, at, remedy }: Finding): string {
  return [`${rule}${at ? `  ${placeText(at)}` : ''}`, message, remedy].map(findingText).join('\n');
}

function workspaceRoot(): string | undefined {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}
