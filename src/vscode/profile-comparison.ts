import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../base/user-error';
import { profileBytes, showProfilePage, type ProfilePageParts } from './profile-page';

export interface ComparedFile {
  readonly uri: vscode.Uri;
  readonly title: string;
}

const PROFILES = '**/*.{cpuprofile,pb.gz,pprof}';
const LISTED = 200;

/** Two profiles against each other, in a tab of its own. */
export class ProfileComparison {
  constructor(private readonly parts: ProfilePageParts) {}

  show(before: ComparedFile, after: ComparedFile): void {
    const title = vscode.l10n.t('Comparison: {0} and {1}', before.title, after.title);
    const panel = vscode.window.createWebviewPanel('wasmscope.comparison', title, vscode.ViewColumn.Active, { retainContextWhenHidden: true });
    showProfilePage(this.parts, panel.webview, title, async () => ({
      kind: 'compare',
      before: { title: before.title, bytes: await profileBytes(before.uri) },
      after: { title: after.title, bytes: await profileBytes(after.uri) },
    }));
  }

  /** The two files that were chosen in the explorer, in order of their time; what is missing is asked for. */
  async compareFiles(chosen: readonly vscode.Uri[], kept: readonly ComparedFile[]): Promise<void> {
    if (chosen.length > 2) throw new UserError(vscode.l10n.t('Choose two profiles to compare.'));
    if (chosen.length === 2) {
      const [before, after] = await inOrderOfTime(chosen);
      return this.show(fileOf(before!), fileOf(after!));
    }
    const files = [...kept, ...(await vscode.workspace.findFiles(PROFILES, undefined, LISTED)).map(fileOf)];
    const before = await pick(files, vscode.l10n.t('Compare profiles: before'));
    const after = before && (chosen[0] ? fileOf(chosen[0]) : await pick(files.filter(({ uri }) => uri.toString() !== before.uri.toString()), vscode.l10n.t('Compare profiles: after')));
    if (before && after) this.show(before, after);
  }
}

async function inOrderOfTime(files: readonly vscode.Uri[]): Promise<vscode.Uri[]> {
  const written = await Promise.all(files.map(async (uri) => ({ uri, at: (await vscode.workspace.fs.stat(uri)).mtime })));
  return written.sort((a, b) => a.at - b.at).map(({ uri }) => uri);
}

const fileOf = (uri: vscode.Uri): ComparedFile => ({ uri, title: basename(uri.path) });

async function pick(files: readonly ComparedFile[], title: string): Promise<ComparedFile | undefined> {
  if (files.length === 0) throw new UserError(vscode.l10n.t('There are no profiles here to compare yet: record one, or open a folder that has some.'));
  const items = files.map((file) => ({ label: file.title, description: vscode.workspace.asRelativePath(file.uri), file }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.file;
}
