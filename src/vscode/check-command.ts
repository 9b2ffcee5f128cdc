import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import * as vscode from 'vscode';
import type { Report } from '../findings/finding';
import { ending, verdict } from '../findings/exporters/verdict';
import { baselineFile } from './suppress';
import { isFile } from './open-place';
import { parseReport } from '../findings/parse-report';
import type { NodeProcess } from './node-processes';
import { chooseProcess } from './process-picker';
import { processName } from './process-text';
import type { Services } from './services';
import { settings } from './settings';
import { workspaceFolderOf } from './workspace-folder';
import { programToStart } from './workspace-program';

/** Watches a running service, asking which; its findings go to Problems, the whole to the report page. */
export async function checkService(services: Services, asked?: NodeProcess): Promise<void> {
  const found = asked ?? (await chooseProcess(services.engine, vscode.l10n.t('Check a running service')));
  if (!found) return;
  await check(services, vscode.l10n.t('Checking {0}', processName(found)), { target: ['--pid', String(found.pid)], folder: workspaceFolderOf(found.cwd) });
}

/** Launches the workspace's program under watch, which sees more than an attachment can. */
export async function checkWorkspaceProgram(services: Services): Promise<void> {
  const start = await programToStart();
  if (!start) return;
  const { program, args, folder } = start;
  await check(services, vscode.l10n.t('Checking {0}', basename(program)), { target: [], command: ['--', settings().nodePath, program, ...args], folder: workspaceFolderOf(folder) });
}

/** Whom to check, in words of the command line. */
export interface CheckTarget {
  readonly target: readonly string[];
  /** After all options. */
  readonly command?: readonly string[];
  readonly input?: Readable;
  /** Whose baseline and price hold. */
  readonly folder: vscode.WorkspaceFolder | undefined;
}

/** Watches the target and shows what was found. */
export async function check(services: Services, title: string, { target, command = [], input, folder }: CheckTarget): Promise<void> {
  const { checkSeconds, price } = settings(folder);
  const baseline = baselineFile(folder);
  const known = baseline && (await isFile(baseline)) ? ['--baseline', baseline.fsPath] : [];
  const args = ['check', '--json', ...target, '--for', `${checkSeconds}s`, ...(price ? ['--price', price] : []), ...known, ...command];
  const report = parseReport(await services.watches.run(title, checkSeconds, args, { ...(folder ? { cwd: folder.uri.fsPath } : {}), ...(input ? { input } : {}) }));
  services.knownModules.addChecked(report);
  await services.reports.add(report);
  await services.problems.show(report);
  await announce(services, report);
}

async function announce({ panel }: Services, report: Report): Promise<void> {
  const open = vscode.l10n.t('Open report');
  const end = ending(report);
  const say = report.findings.length > 0 || end !== null ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const choice = await say([vscode.l10n.t('Wasmscope: {0}.', verdict(report)), end].filter(Boolean).join(' '), open);
  if (choice === open) await panel.show(report);
}
