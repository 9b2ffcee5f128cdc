import * as vscode from 'vscode';
import { messageFor, UserError } from '../base/user-error';

export function showFailure(error: unknown): void {
  if (error instanceof UserError) {
    void vscode.window.showErrorMessage(vscode.l10n.t('Wasmscope: {0}', error.message));
    return;
  }
  console.error(error);
  void vscode.window.showErrorMessage(vscode.l10n.t('Wasmscope failed unexpectedly, please report it: {0}', messageFor(error)));
}
