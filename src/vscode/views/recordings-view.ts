import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { UserError } from '../../base/user-error';
import { observation } from '../../findings/exporters/verdict';
import type { ReportDifference } from '../../toolkit/diff';
import { command } from '../command';
import { differenceText } from '../difference-text';
import { runEngine } from '../engine';
import type { ComparedFile } from '../profile-comparison';
import { ProfileEditor } from '../profile-editor';
import { readReport } from '../report-store';
import { reportTitle } from '../report-title';
import type { Services } from '../services';
import { row, RowsView, subjectOf, type Row } from './rows-view';

export interface Recording {
  readonly kind: 'profile' | 'report';
  readonly file: vscode.Uri;
  readonly when: Date;
  readonly title: string;
}

type RecordingRow = Row<Recording> & { readonly subject: Recording };

/** Profiles and reports that were kept, the newest first. */
export function recordingsView(services: Services): Disposable[] {
  const { profiles, reports } = services;
  const shown = new RowsView('wasmscope.recordings', () => recordingRows(services), { canSelectMany: true });
  const refresh = (): void => shown.refresh();
  return [
    shown,
    profiles.onDidChange(refresh),
    reports.onDidChange(refresh),
    command('wasmscope.openRecording', (argument) => openRecording(services, recordingOf(argument) ?? shown.view.selection[0]?.subject)),
    command('wasmscope.compareRecordings', (argument, selection) => compareRecordings(services, selectedRecordings(argument, selection))),
    command('wasmscope.compareProfiles', (argument, selection) => compareProfiles(services, argument, selection)),
    command('wasmscope.deleteRecording', (argument, selection) => deleteRecordings(services, selectedRecordings(argument, selection))),
  ];
}

async function recordingRows({ profiles, reports }: Services): Promise<RecordingRow[]> {
  const kept = await reports.list();
  const rows = [
    ...kept.map(({ file, report }) => recordingRow({ kind: 'report', file, title: reportTitle(report), when: new Date(report.startedAt) }, observation(report), 'report')),
    ...(await profiles.list()).map((profile) => recordingRow({ kind: 'profile', ...profile }, profile.file.fsPath, 'flame')),
  ];
  return rows.sort((a, b) => byTime(b.subject, a.subject));
}

const byTime = (a: Recording, b: Recording): number => a.when.getTime() - b.when.getTime();

/** For those who look at a list: of today the time alone. */
function timeText(when: Date): string {
  return when.toDateString() === new Date().toDateString() ? when.toLocaleTimeString(undefined, { timeStyle: 'short' }) : when.toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
}

function recordingRow(subject: Recording, tooltip: string, icon: string): RecordingRow {
  const description = timeText(subject.when);
  const { item } = row(subject.title, { id: subject.file.toString(), description, tooltip, icon, contextValue: subject.kind });
  const made = { item, subject };
  item.command = { command: 'wasmscope.openRecording', title: vscode.l10n.t('Open'), arguments: [made] };
  return made;
}

async function openRecording({ panel, problems }: Services, recording: Recording | undefined): Promise<void> {
  if (recording?.kind === 'profile') {
    await vscode.commands.executeCommand('vscode.openWith', recording.file, ProfileEditor.viewTypes[0]);
  } else if (recording) {
    const report = await readReport(recording.file);
    await panel.show(report);
    await problems.show(report);
  }
}

/** The older one is what the newer one is compared with. One that is chosen alone asks for the other. */
async function compareRecordings(services: Services, chosen: readonly Recording[]): Promise<void> {
  const pair = chosen.length === 1 ? await withOther(services, chosen[0]!) : chosen;
  if (!pair) return;
  const [before, after] = [...pair].sort(byTime);
  if (!before || !after || pair.length > 2 || before.kind !== after.kind) throw new UserError(vscode.l10n.t('Choose two profiles or two reports to compare.'));
  if (before.kind === 'profile') {
    const kept = await keptFiles(services);
    const fileOf = ({ file, title }: Recording): ComparedFile => kept.find(({ uri }) => uri.toString() === file.toString()) ?? { uri: file, title };
    return services.comparison.show(fileOf(before), fileOf(after));
  }
  const difference = await vscode.window.withProgress({ location: { viewId: 'wasmscope.recordings' } }, () =>
    runEngine(services.engine, ['diff', '--json', before.file.fsPath, after.file.fsPath]).document) as ReportDifference;
  const name = `${basename(before.file.path)} ${basename(after.file.path)}`;
  const titles = { before: before.title, after: after.title };
  const uri = services.documents.add(`${name}/${vscode.l10n.t('Comparison')}.md`, differenceText(difference, titles, vscode.workspace.workspaceFolders?.[0]?.uri.fsPath));
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}

async function keptFiles({ profiles }: Services): Promise<ComparedFile[]> {
  return (await profiles.list()).map(({ file, title, when }) => ({ uri: file, title: `${title}, ${timeText(when)}` }));
}

/** From the palette or the explorer: any two files. */
async function compareProfiles(services: Services, argument: unknown, selection: unknown): Promise<void> {
  const chosen = (Array.isArray(selection) ? (selection as unknown[]) : [argument]).filter((each) => each instanceof vscode.Uri);
  await services.comparison.compareFiles(chosen, await keptFiles(services));
}

async function withOther(services: Services, chosen: Recording): Promise<Recording[] | undefined> {
  const others = (await recordingRows(services)).filter(({ subject }) => subject.kind === chosen.kind && subject.file.toString() !== chosen.file.toString());
  if (others.length === 0) throw new UserError(vscode.l10n.t('There is nothing to compare it with yet: record or check once more.'));
  const items = others.map(({ item, subject }) => ({ label: subject.title, description: String(item.description), subject }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Compare with') });
  return picked && [chosen, picked.subject];
}

async function deleteRecordings({ profiles, reports }: Services, chosen: readonly Recording[]): Promise<void> {
  if (chosen.length === 0) return;
  const remove = vscode.l10n.t('Delete');
  const question = chosen.length === 1 ? vscode.l10n.t('Delete "{0}"?', chosen[0]!.title) : vscode.l10n.t('Delete {0} recordings?', chosen.length);
  if ((await vscode.window.showWarningMessage(question, { modal: true }, remove)) !== remove) return;
  for (const { kind, file } of chosen) await (kind === 'profile' ? profiles : reports).delete(file);
}

/** A menu hands over the row that was clicked, and all selected ones where it is one of them. */
function selectedRecordings(argument: unknown, selection: unknown): Recording[] {
  const rows = Array.isArray(selection) && selection.length > 0 ? (selection as unknown[]) : [argument];
  return rows.flatMap((each) => recordingOf(each) ?? []);
}

function recordingOf(argument: unknown): Recording | undefined {
  return subjectOf(argument, (value): value is Recording => ['profile', 'report'].includes((value as Recording | undefined)?.kind as string));
}
