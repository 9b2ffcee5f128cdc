import * as vscode from 'vscode';

export interface Settings {
  readonly checkSeconds: number;
  readonly recordSeconds: number;
  /** As for `--price`; empty without. */
  readonly price: string;
  readonly nodePath: string;
  /** The file of findings that are known, relative to the workspace folder. */
  readonly baseline: string;
  /** Whether expressions may run functions of the program. */
  readonly allowCalls: boolean;
  /** How values of some types are shown, in every session. */
  readonly formatters: readonly unknown[];
}

/** Some of them are a folder's own. */
export function settings(folder?: vscode.WorkspaceFolder): Settings {
  const section = vscode.workspace.getConfiguration('wasmscope', folder);
  return {
    checkSeconds: section.get('check.seconds', 10),
    recordSeconds: section.get('record.seconds', 10),
    price: section.get('price', ''),
    baseline: section.get('baseline', '.wasmscope-baseline.json'),
    nodePath: section.get('nodePath', '') || 'node',
    allowCalls: section.get('allowCalls', false),
    formatters: section.get('formatters', []),
  };
}
