import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import * as vscode from 'vscode';
import type { LiveMoment } from '../profile/live-moment';
import type { RecordSummary } from '../toolkit/record-summary';
import { LivePage } from './live-page';
import type { NodeProcess } from './node-processes';
import { chooseProcess } from './process-picker';
import { processName } from './process-text';
import { ProfileEditor } from './profile-editor';
import type { Services } from './services';
import { settings } from './settings';
import { programToStart } from './workspace-program';

/** Records a profile of a running service, asking which, and shows how it stands meanwhile and all of it then. */
export async function recordProfile(services: Services, asked?: NodeProcess): Promise<void> {
  const found = asked ?? (await chooseProcess(services.engine, vscode.l10n.t('Record a profile')));
  if (!found) return;
  const name = processName(found);
  const { modules } = await record(services, vscode.l10n.t('Recording a profile of {0}', name), name, ['--pid', String(found.pid)]);
  services.knownModules.addRecorded(found.pid, modules);
}

/** Launches the workspace's program and records it from its first instruction. */
export async function recordWorkspaceProgram(services: Services): Promise<void> {
  const start = await programToStart();
  if (!start) return;
  const { folder, program, args } = start;
  const name = basename(program);
  await record(services, vscode.l10n.t('Recording a profile of {0}', name), name, [], ['--', settings().nodePath, program, ...args], folder);
}

/** Measures `target` (words of the command line); the profile is kept under `name`. Gives the summary of `record --json`. */
export async function record({ profiles, profilePages, watches }: Services, title: string, name: string, target: readonly string[], command: readonly string[] = [], cwd?: string, input?: Readable): Promise<RecordSummary> {
  const { recordSeconds } = settings();
  const file = await profiles.newFile(name);
  const args = ['record', '--json', '--live', ...target, '--for', `${recordSeconds}s`, '-o', file.fsPath, ...command];
  const live = new LivePage(profilePages, title, recordSeconds);
  try {
    const summary = (await watches.run(title, recordSeconds, args, { ...(cwd === undefined ? {} : { cwd }), ...(input ? { input } : {}), signal: live.signal, onRow: (moment) => live.show(moment as LiveMoment) })) as RecordSummary;
    profiles.added();
    await vscode.commands.executeCommand('vscode.openWith', file, ProfileEditor.viewTypes[0], live.viewColumn);
    const hottest = hottestFunction(summary);
    if (hottest) void vscode.window.showInformationMessage(vscode.l10n.t('Wasmscope: most time went to {0}.', hottest));
    return summary;
  } finally {
    live.close();
  }
}

/** `dot (vector.c:12), 412 ms` of the hottest function that people wrote, or nothing where none was sampled. */
function hottestFunction({ functions }: RecordSummary): string | undefined {
  // What the runtime brings along has no file, or one of its own.
  const first = functions.find(({ class: kind, file }) => kind === 'wasm' || (kind === 'js' && file !== null && !file.startsWith('node:')));
  if (!first || first.selfMs < 1) return undefined;
  const place = first.file === null ? '' : ` (${first.file.split(/[\\/]/).at(-1)}:${first.line})`;
  return `${first.function}${place}, ${Math.round(first.selfMs)} ms`;
}
