import * as vscode from 'vscode';

/** Profiles recorded from this workspace, as files of the editor's storage; they stay until the user deletes them. */
export class ProfileStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly folder: vscode.Uri) {}

  /** Where a profile of this process is to be written; its name begins with the time. */
  async newFile(pid: string): Promise<vscode.Uri> {
    await vscode.workspace.fs.createDirectory(this.folder);
    return vscode.Uri.joinPath(this.folder, `${new Date().toISOString().replace(/[:.]/g, '-')}-${pid}.cpuprofile`);
  }

  /** To be said when a file was written. */
  added(): void {
    this.changed.fire();
  }

  /** The newest first. */
  async list(): Promise<vscode.Uri[]> {
    try {
      const names = (await vscode.workspace.fs.readDirectory(this.folder)).map(([name]) => name).filter((name) => name.endsWith('.cpuprofile'));
      return names.sort().reverse().map((name) => vscode.Uri.joinPath(this.folder, name));
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
