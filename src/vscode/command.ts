import * as vscode from 'vscode';
import { UserError } from '../base/user-error';
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

/** One that starts or attaches to a program. The manifest hides it in restricted mode; links and keys reach it all the same. */
export function trustedCommand(id: string, run: (argument: unknown, ...more: unknown[]) => unknown): vscode.Disposable {
  return command(id, (...given) => {
    if (!vscode.workspace.isTrusted) throw new UserError(vscode.l10n.t('this workspace is not trusted, so nothing is started or attached to. Modules, profiles and reports can be read; trust the workspace for the rest.'));
    return run(...given);
  });
}
