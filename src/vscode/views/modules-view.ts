import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { plural, quantity } from '../../findings/exporters/quantity';
import { UserError } from '../../base/user-error';
import type { AnswerOf } from '../../toolkit/module-questions';
import { command } from '../command';
import { debugKinds } from '../debug-kinds';
import { loadedModules } from '../loaded-modules';
import { ModuleEditor } from '../module-editor';
import type { Services } from '../services';
import { row, RowsView, subjectOf, type Row } from './rows-view';

const SHOWN_FILES = 500;

/** The module files of the workspace, and what a session that runs has loaded. */
export function modulesView(services: Services): Disposable[] {
  const shown = new RowsView<vscode.Uri>('wasmscope.modules', async () => [...(await loadedRows()), ...(await fileRows(services))]);
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.wasm');
  const refresh = (): void => shown.refresh();
  return [
    shown, watcher,
    watcher.onDidChange(refresh), watcher.onDidCreate(refresh), watcher.onDidDelete(refresh),
    vscode.debug.onDidChangeActiveDebugSession(refresh), vscode.debug.onDidChangeActiveStackItem(refresh),
    command('wasmscope.refreshModules', refresh),
    command('wasmscope.openModule', (argument) => withModule(argument, (uri) => vscode.commands.executeCommand('vscode.open', uri))),
    command('wasmscope.openModuleText', (argument) => withModule(argument, (uri) => openText(services, uri))),
    command('wasmscope.revealModule', (argument) => withModule(argument, (uri) => vscode.commands.executeCommand('revealInExplorer', uri))),
  ];
}

type ModuleOutline = AnswerOf<'outline'>;

async function loadedRows(): Promise<Row<vscode.Uri>[]> {
  const session = vscode.debug.activeDebugSession;
  return (await loadedModules(session)).map(({ name, kinds }) => row(name, { icon: 'debug-alt-small', description: `${session!.name} · ${debugKinds(kinds)}`, contextValue: 'loaded-module' }));
}

async function fileRows(services: Services): Promise<Row<vscode.Uri>[]> {
  const files = await vscode.workspace.findFiles('**/*.wasm', '**/{node_modules,.git}/**', SHOWN_FILES);
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return Promise.all(files.map((file) => fileRow(services, file)));
}

async function fileRow(services: Services, file: vscode.Uri): Promise<Row<vscode.Uri>> {
  const { size } = await vscode.workspace.fs.stat(file);
  const folder = vscode.workspace.asRelativePath(file).split('/').slice(0, -1).join('/');
  return row(basename(file.path), {
    id: file.toString(), resourceUri: file, icon: 'package', description: [quantity(size, 'bytes'), folder].filter(Boolean).join(' · '), contextValue: 'module', tooltip: file.fsPath,
  }, { subject: file, rows: () => detailRows(services, file) });
}

/** Read when the row is opened, in the worker. */
async function detailRows({ symbols }: Services, file: vscode.Uri): Promise<Row<vscode.Uri>[]> {
  const outline = await symbols.ask({ path: file.fsPath }, 'outline', {});
  return [
    row(debugKinds(outline.kinds), { icon: 'symbol-key', description: outline.dwarfVersions.map((version) => `DWARF ${version}`).join(', ') }),
    row(contents(outline), { icon: 'list-tree', description: producers(outline) }),
    ...outline.problems.map((problem) => row<vscode.Uri>(problem, { icon: 'warning', tooltip: problem })),
  ];
}

function contents({ functions, imports, exports }: ModuleOutline): string {
  return [plural(functions, 'function'), plural(imports, 'import'), plural(exports, 'export')].join(', ');
}

function producers({ producers: made }: ModuleOutline): string {
  return made.filter(({ field }) => field !== 'sdk').map(({ name, version }) => `${name} ${version}`.trim()).join(', ');
}

async function openText({ symbols, documents }: Services, file: vscode.Uri): Promise<void> {
  const stop = new AbortController();
  const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Writing {0} as text', basename(file.path)), cancellable: true };
  const { text, isCut } = await vscode.window.withProgress(options, (_progress, cancellation) => {
    cancellation.onCancellationRequested(() => stop.abort(new UserError(vscode.l10n.t('The text was not written: cancelled.'))));
    return symbols.ask({ path: file.fsPath }, 'wat', {}, { signal: stop.signal });
  });
  const more = isCut ? `\n;; ${vscode.l10n.t('The rest is left out: "wasmscope wat" writes all of it.')}\n` : '';
  await vscode.window.showTextDocument(documents.add(`${file.path}.wat`, `${text}${more}`), { preview: true });
}

async function withModule(argument: unknown, act: (uri: vscode.Uri) => Promise<unknown> | Thenable<unknown>): Promise<void> {
  const uri = argument instanceof vscode.Uri ? argument : (subjectOf(argument, (value): value is vscode.Uri => value instanceof vscode.Uri) ?? shownModule());
  if (uri) await act(uri);
}

/** The module in the editor in front. */
function shownModule(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === ModuleEditor.viewType ? input.uri : undefined;
}
