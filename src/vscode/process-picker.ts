import { basename } from 'node:path';
import * as vscode from 'vscode';
import { nodeProcesses, withoutEditor, type NodeProcess } from './node-processes';

interface ProcessItem extends vscode.QuickPickItem {
  readonly pid: number;
}

/** Lets the user choose one of their Node processes; its id as text, as configurations hold it, or undefined. */
export async function pickProcess(title = vscode.l10n.t('Attach to a Node.js process')): Promise<string | undefined> {
  const items = nodeProcesses().then((found) => withoutEditor(found, process.pid, vscode.env.appRoot).map(itemOf));
  const picked = await vscode.window.showQuickPick(orNothing(items), {
    title, placeHolder: vscode.l10n.t('Choose a process, or type to filter by script or process id'), matchOnDescription: true, matchOnDetail: true,
  });
  return picked?.pid === undefined ? undefined : String(picked.pid);
}

/** An empty list says why it is empty. */
async function orNothing(items: Promise<ProcessItem[]>): Promise<(ProcessItem | (vscode.QuickPickItem & { pid: undefined }))[]> {
  const found = await items;
  return found.length > 0 ? found : [{ label: vscode.l10n.t('No Node.js process of yours is running'), detail: vscode.l10n.t('Start the service, then try again.'), pid: undefined }];
}

function itemOf({ pid, argv, uptimeSeconds }: NodeProcess): ProcessItem {
  return { pid, label: `$(server-process) ${scriptOf(argv)}`, description: [`${pid}`, uptimeText(uptimeSeconds)].filter(Boolean).join(' · '), detail: argv.join(' ') };
}

/** Options of Node whose value is an argument of its own. */
const OPTIONS_WITH_VALUE = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file']);

/** The script and what follows it, without its folder; options of Node itself are left out. */
function scriptOf(argv: readonly string[]): string {
  const script = argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-') && !OPTIONS_WITH_VALUE.has(argv[index - 1]!));
  return script < 0 ? argv.join(' ') : [basename(argv[script]!), ...argv.slice(script + 1)].join(' ');
}

function uptimeText(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 60) return vscode.l10n.t('started {0} s ago', Math.max(0, Math.round(seconds)));
  if (seconds < 7_200) return vscode.l10n.t('started {0} min ago', Math.round(seconds / 60));
  return vscode.l10n.t('started {0} h ago', Math.round(seconds / 3_600));
}
