import * as vscode from 'vscode';
import { showFailure } from './show-failure';

/** A command whose failure is shown: what is meant for the user as one line, anything else as a fault of ours. */
export function command(id: string, run: (argument: unknown, ...more: unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (argument: unknown, ...more: unknown[]) => {
    try {
      return await run(argument, ...more);
    } catch (error) {
      showFailure(error);
      return undefined;
    }
  });
}
