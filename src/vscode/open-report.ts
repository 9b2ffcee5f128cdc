import * as vscode from 'vscode';
import { observation } from '../findings/exporters/verdict';
import type { Report } from '../findings/finding';
import { runEngine, type Engine } from './engine';
import { parseReport } from '../findings/parse-report';
import { readReport } from './report-store';
import { reportTitle } from './report-title';
import type { Services } from './services';

/** Opens the only report at once, lets choose among several, and opens reports and traces from files. */
export async function openReport(services: Services): Promise<void> {
  const report = await chooseReport(services);
  if (!report) return;
  await services.panel.show(report);
  await services.problems.show(report);
}

interface ReportItem extends vscode.QuickPickItem {
  readonly report?: Report;
}

async function chooseReport({ reports, engine }: Services): Promise<Report | undefined> {
  const kept = (await reports.list()).map(({ report }) => report);
  if (kept.length === 1) return kept[0];
  if (kept.length === 0) return openFile(engine);
  const items: ReportItem[] = [
    ...kept.map((report) => ({ label: reportTitle(report), description: new Date(report.startedAt).toLocaleString(), detail: observation(report), report })),
    { label: vscode.l10n.t('$(folder-opened) Open a report or trace from a file…') },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open report'), matchOnDetail: true });
  return picked && (picked.report ?? openFile(engine));
}

async function openFile(engine: Engine): Promise<Report | undefined> {
  const [file] = (await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Open a report or a trace'), openLabel: vscode.l10n.t('Open'), filters: { [vscode.l10n.t('Reports and traces')]: ['json', 'trace', 'gz'], [vscode.l10n.t('All files')]: ['*'] },
  })) ?? [];
  if (!file) return undefined;
  if (file.path.endsWith('.json')) return readReport(file);
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Reading the trace'), cancellable: true }, async (_progress, cancellation) => {
    const run = runEngine(engine, ['report', '--json', file.fsPath]);
    cancellation.onCancellationRequested(() => run.cancel());
    return parseReport(await run.document);
  });
}
