import * as vscode from 'vscode';
import type { Engine } from './engine';
import type { NodeProcess } from './node-processes';
import { offeredProcesses } from './offered-processes';
import { scriptOf } from './process-text';
import { uptimeText } from './uptime-text';

interface ProcessItem extends vscode.QuickPickItem {
  /** undefined in the row that says why the list is empty. */
  readonly found: NodeProcess | undefined;
}

/** Lets the user choose one of their Node processes. */
export async function chooseProcess(engine: Engine, title: string): Promise<NodeProcess | undefined> {
  const items = offeredProcesses(engine).then(({ near, far }) => [...near, ...far].map(itemOf));
  const picked = await vscode.window.showQuickPick(orNothing(items), {
    title, placeHolder: vscode.l10n.t('Choose a process, or type to filter by script or process id'), matchOnDescription: true, matchOnDetail: true,
  });
  return picked?.found;
}

/** Its id as text, as configurations hold it. */
export async function pickProcess(engine: Engine): Promise<string | undefined> {
  const found = await chooseProcess(engine, vscode.l10n.t('Attach to a Node.js process'));
  return found && String(found.pid);
}

/** An empty list says why it is empty. */
async function orNothing(items: Promise<ProcessItem[]>): Promise<ProcessItem[]> {
  const found = await items;
  return found.length > 0 ? found : [{ label: vscode.l10n.t('No Node.js process of yours is running'), detail: vscode.l10n.t('Start the service, then try again.'), found: undefined }];
}

function itemOf(found: NodeProcess): ProcessItem {
  const { pid, argv, uptimeSeconds } = found;
  return { found, label: `$(server-process) ${scriptOf(argv)}`, description: [`${pid}`, uptimeText(uptimeSeconds)].filter(Boolean).join(' · '), detail: argv.join(' ') };
}
