import { basename } from 'node:path';
import * as vscode from 'vscode';
import { parseRecordingName, recordingName } from './recording-name';

const ENDING = '.cpuprofile';

export interface KeptProfile {
  readonly file: vscode.Uri;
  readonly title: string;
  readonly when: Date;
}

/** Profiles recorded from this workspace, as files of the editor's storage; they stay until the user deletes them. */
export class ProfileStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly folder: vscode.Uri) {}

  /** Where a profile of this process or program is to be written. */
  async newFile(what: string): Promise<vscode.Uri> {
    await vscode.workspace.fs.createDirectory(this.folder);
    return vscode.Uri.joinPath(this.folder, `${recordingName(what, new Date())}${ENDING}`);
  }

  /** To be said when a file was written. */
  added(): void {
    this.changed.fire();
  }

  /** The newest first. */
  async list(): Promise<KeptProfile[]> {
    try {
      const names = (await vscode.workspace.fs.readDirectory(this.folder)).map(([name]) => name).filter((name) => name.endsWith(ENDING));
      return names.map((name) => keptProfile(vscode.Uri.joinPath(this.folder, name))).sort((a, b) => b.when.getTime() - a.when.getTime());
    } catch {
      return [];
    }
  }

  async delete(file: vscode.Uri): Promise<void> {
    await vscode.workspace.fs.delete(file);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function keptProfile(file: vscode.Uri): KeptProfile {
  const name = basename(file.path, ENDING);
  const { what, when } = parseRecordingName(name) ?? { what: name, when: new Date(0) };
  return { file, when, title: vscode.l10n.t('Profile of {0}', what) };
}
