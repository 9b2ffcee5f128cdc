import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LiveMoment } from '../profile/live-moment';
import { LivePage } from './live-page';
import { pickProcess } from './process-picker';
import { ProfileEditor } from './profile-editor';
import type { Services } from './services';
import { settings } from './settings';
import { programToStart } from './workspace-program';

/** Records a profile of a running service, asking which, and shows how it stands meanwhile and all of it then. */
export async function recordProfile(services: Services, asked?: string): Promise<void> {
  const pid = asked ?? (await pickProcess(services.engine, vscode.l10n.t('Record a profile')));
  if (pid !== undefined) await record(services, vscode.l10n.t('Recording a profile of process {0}', pid), pid, ['--pid', pid]);
}

/** Launches the workspace's program and records it from its first instruction. */
export async function recordWorkspaceProgram(services: Services): Promise<void> {
  const start = await programToStart();
  if (!start) return;
  const { folder, program, args } = start;
  const name = basename(program);
  await record(services, vscode.l10n.t('Recording a profile of {0}', name), name, [], ['--', settings().nodePath, program, ...args], folder);
}

/** Measures `target` (words of the command line); `name` is its process's id or its program, and the profile is kept under it. */
export async function record({ profiles, profilePages, watches }: Services, title: string, name: string, target: readonly string[], command: readonly string[] = [], cwd?: string): Promise<void> {
  const { recordSeconds } = settings();
  const file = await profiles.newFile(name);
  const args = ['record', '--json', '--live', ...target, '--for', `${recordSeconds}s`, '-o', file.fsPath, ...command];
  const live = new LivePage(profilePages, title, recordSeconds);
  try {
    const summary = await watches.run(title, recordSeconds, args, { ...(cwd === undefined ? {} : { cwd }), signal: live.signal, onRow: (moment) => live.show(moment as LiveMoment) });
    profiles.added();
    await vscode.commands.executeCommand('vscode.openWith', file, ProfileEditor.viewTypes[0], live.viewColumn);
    const hottest = hottestFunction(summary);
    if (hottest) void vscode.window.showInformationMessage(vscode.l10n.t('Wasmscope: most time went to {0}.', hottest));
  } finally {
    live.close();
  }
}

/** `dot (vector.c:12), 412 ms` of the hottest function that people wrote, or nothing where none was sampled. */
function hottestFunction(summary: unknown): string | undefined {
  const { functions = [] } = (summary ?? {}) as { functions?: { function: string; class: string; file: string | null; line: number; selfMs: number }[] };
  const first = functions.find(({ class: kind }) => kind === 'wasm' || kind === 'js');
  if (!first) return undefined;
  const place = first.file === null ? '' : ` (${first.file.split(/[\\/]/).at(-1)}:${first.line})`;
  return `${first.function}${place}, ${Math.round(first.selfMs)} ms`;
}
