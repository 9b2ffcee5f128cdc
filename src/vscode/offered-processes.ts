import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from './engine';
import { byNearness, nodeProcesses, withoutEditor, withoutRunners, type NearAndFar } from './node-processes';

/** The Node processes of this user that may be a service: those of the workspace, and the others; the youngest before the older. */
export async function offeredProcesses({ cliPath }: Engine): Promise<NearAndFar> {
  const found = withoutRunners(withoutEditor(await nodeProcesses(), process.pid, vscode.env.appRoot, dirname(cliPath)));
  return byNearness(found, (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath));
}
