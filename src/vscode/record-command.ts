import * as vscode from 'vscode';
import { pickProcess } from './process-picker';
import { ProfileEditor } from './profile-editor';
import type { Services } from './services';
import { settings } from './settings';

/** Records a profile of a running service, asking which, and shows it, names and lines as in source. */
export async function recordProfile(services: Services, asked?: string): Promise<void> {
  const pid = asked ?? (await pickProcess(vscode.l10n.t('Record a profile')));
  if (pid !== undefined) await record(services, vscode.l10n.t('Recording a profile of process {0}', pid), pid, ['--pid', pid]);
}

/** Measures `target` (words of the command line), which is process `pid`. */
export async function record({ profiles, watches }: Services, title: string, pid: string, target: readonly string[]): Promise<void> {
  const { recordSeconds } = settings();
  const file = await profiles.newFile(pid);
  const args = ['record', '--json', ...target, '--for', `${recordSeconds}s`, '-o', file.fsPath];
  const summary = await watches.run(title, recordSeconds, args);
  profiles.added();
  await vscode.commands.executeCommand('vscode.openWith', file, ProfileEditor.viewTypes[0]);
  const hottest = hottestFunction(summary);
  if (hottest) void vscode.window.showInformationMessage(vscode.l10n.t('Wasmscope: most time went to {0}.', hottest));
}

/** `dot (vector.c:12), 412 ms` of the summary's first function, or nothing where nothing was sampled. */
function hottestFunction(summary: unknown): string | undefined {
  const first = (summary as { functions?: { function: string; file: string | null; line: number; selfMs: number }[] } | null)?.functions?.[0];
  if (!first) return undefined;
  const place = first.file === null ? '' : ` (${first.file.split(/[\\/]/).at(-1)}:${first.line})`;
  return `${first.function}${place}, ${Math.round(first.selfMs)} ms`;
}
