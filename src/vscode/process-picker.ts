import * as vscode from 'vscode';
import type { Engine } from './engine';
import type { NodeProcess } from './node-processes';
import { offeredProcesses } from './offered-processes';
import { scriptOf } from './process-text';
import { uptimeText } from './uptime-text';

interface ProcessItem extends vscode.QuickPickItem {
  readonly pid: number;
}

/** Lets the user choose one of their Node processes; its id as text, as configurations hold it, or undefined. */
export async function pickProcess(engine: Engine, title = vscode.l10n.t('Attach to a Node.js process')): Promise<string | undefined> {
  const items = offeredProcesses(engine).then((found) => found.map(itemOf));
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
