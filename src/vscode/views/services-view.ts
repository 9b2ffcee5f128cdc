import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { plural, quantity } from '../../findings/exporters/quantity';
import { checkService } from '../check-command';
import { command, trustedCommand } from '../command';
import { debugKinds } from '../debug-kinds';
import { inspectorPort } from '../inspector-port';
import type { KnownModule } from '../known-modules';
import type { NodeProcess } from '../node-processes';
import { offeredProcesses } from '../offered-processes';
import { scriptOf } from '../process-text';
import { recordProfile } from '../record-command';
import type { Services } from '../services';
import { uptimeText } from '../uptime-text';
import { workspaceFolderOf } from '../workspace-folder';
import { row, RowsView, subjectOf, type Row } from './rows-view';

const REFRESH_MS = 5_000;

/** The Node processes of this user; refreshed while it is on the screen, and no process notices. */
export function servicesView(services: Services): Disposable[] {
  const shown = new RowsView('wasmscope.services', () => processRows(services));
  let ticker: NodeJS.Timeout | undefined;
  const stop = (): void => clearInterval(ticker);
  const onVisibility = ({ visible }: { readonly visible: boolean }): void => {
    stop();
    if (visible) ticker = setInterval(() => shown.refresh(), REFRESH_MS);
  };
  return [
    shown,
    { dispose: stop },
    services.knownModules.onDidChange(() => shown.refresh()),
    shown.view.onDidChangeVisibility(onVisibility),
    command('wasmscope.refreshServices', () => shown.refresh()),
    trustedCommand('wasmscope.debugProcess', (argument) => withProcess(argument, debugProcess)),
    trustedCommand('wasmscope.checkProcess', (argument) => withProcess(argument, (found) => checkService(services, found))),
    trustedCommand('wasmscope.profileProcess', (argument) => withProcess(argument, (found) => recordProfile(services, found))),
  ];
}

async function processRows({ engine, knownModules }: Services): Promise<Row<NodeProcess>[]> {
  const { near, far } = await offeredProcesses(engine);
  const rowsOf = (processes: readonly NodeProcess[]): Promise<Row<NodeProcess>[]> => Promise.all(processes.map(async (found) => processRow(found, await knownModules.of(found))));
  return near.length === 0 || far.length === 0 ? rowsOf([...near, ...far]) : [...(await rowsOf(near)), row(vscode.l10n.t('outside of this workspace'), { id: 'far', description: String(far.length) }, { rows: () => rowsOf(far) })];
}

async function processRow(found: NodeProcess, modules: readonly KnownModule[]): Promise<Row<NodeProcess>> {
  const port = await inspectorPort(found);
  const inspector = port === null ? '' : vscode.l10n.t('inspector on {0}', port);
  const description = [String(found.pid), uptimeText(found.uptimeSeconds), inspector, modules.length > 0 ? plural(modules.length, 'module') : ''].filter(Boolean).join(' · ');
  const script = scriptOf(found.argv);
  return row(script, {
    id: String(found.pid), description, contextValue: 'process', icon: port === null ? 'server-process' : 'debug-alt-small',
    tooltip: [found.argv.join(' '), port === null ? vscode.l10n.t('The inspector is closed; attaching opens it, and closes it again.') : inspector].join('\n'),
    accessibilityInformation: { label: vscode.l10n.t('{0}, process {1}', script, description) },
  }, { subject: found, ...(modules.length > 0 ? { rows: () => modules.map(moduleRow) } : {}) });
}

function moduleRow({ name, kinds, bytes, file }: KnownModule): Row<NodeProcess> {
  const description = [bytes === undefined ? '' : quantity(bytes, 'bytes'), kinds ? debugKinds(kinds) : ''].filter(Boolean).join(' · ');
  const open = file ? { command: { command: 'wasmscope.openModule', title: vscode.l10n.t('Open module'), arguments: [vscode.Uri.file(file)] } } : {};
  return row(name, { icon: 'package', description, tooltip: file ?? name, ...open });
}

async function debugProcess({ pid, argv, cwd }: NodeProcess): Promise<void> {
  await vscode.debug.startDebugging(workspaceFolderOf(cwd), { type: 'wasmscope', request: 'attach', name: scriptOf(argv), processId: pid });
}

async function withProcess(argument: unknown, act: (found: NodeProcess) => Promise<void>): Promise<void> {
  const found = subjectOf(argument, (value): value is NodeProcess => typeof (value as NodeProcess | undefined)?.pid === 'number');
  if (found) await act(found);
}
