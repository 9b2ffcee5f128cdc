import { basename } from 'node:path';
import * as vscode from 'vscode';

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

  /** Where a profile of this process or program is to be written; its name begins with the time. */
  async newFile(name: string): Promise<vscode.Uri> {
    await vscode.workspace.fs.createDirectory(this.folder);
    return vscode.Uri.joinPath(this.folder, `${new Date().toISOString().replace(/[:.]/g, '-')}-${name.replace(/[^\w.-]/g, '_')}.cpuprofile`);
  }

  /** To be said when a file was written. */
  added(): void {
    this.changed.fire();
  }

  /** The newest first. */
  async list(): Promise<KeptProfile[]> {
    try {
      const names = (await vscode.workspace.fs.readDirectory(this.folder)).map(([name]) => name).filter((name) => name.endsWith('.cpuprofile'));
      return names.sort().reverse().map((name) => keptProfile(vscode.Uri.joinPath(this.folder, name)));
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

/** Its name begins with its time: `2026-01-31T09-30-00-000Z-4711.cpuprofile`. */
function keptProfile(file: vscode.Uri): KeptProfile {
  const name = basename(file.path);
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-(.+)\.cpuprofile$/.exec(name);
  const when = new Date(match ? `${match[1]}T${match[2]}:${match[3]}:${match[4]}.${match[5]}Z` : 0);
  return { file, when, title: match ? titleOf(match[6]!) : name };
}

/** A number is a process's id. */
function titleOf(recorded: string): string {
  return /^\d+$/.test(recorded) ? vscode.l10n.t('Profile of process {0}', recorded) : vscode.l10n.t('Profile of {0}', recorded);
}
