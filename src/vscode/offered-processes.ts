import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from './engine';
import { nearestFirst, nodeProcesses, withoutEditor, withoutRunners, type NodeProcess } from './node-processes';

/** The Node processes of this user that may be a service: those of the workspace first, the youngest before the older. */
export async function offeredProcesses({ cliPath }: Engine): Promise<NodeProcess[]> {
  const found = withoutRunners(withoutEditor(await nodeProcesses(), process.pid, vscode.env.appRoot, dirname(cliPath)));
  return nearestFirst(found, (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath));
}
