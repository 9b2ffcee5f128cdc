import * as vscode from 'vscode';

/** Of several folders the one that holds a file or folder; the first of them for what lies in none. */
export function workspaceFolderOf(path: string | undefined): vscode.WorkspaceFolder | undefined {
  return (path === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path))) ?? vscode.workspace.workspaceFolders?.[0];
}

/** The one that is being worked in. */
export function activeFolder(): vscode.WorkspaceFolder | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return workspaceFolderOf(uri?.scheme === 'file' ? uri.fsPath : undefined);
}
