import * as vscode from 'vscode';

/** One key: whether steps go past standard libraries, panics and glue, or into them. */
export async function toggleSkipFiles(): Promise<void> {
  const session = vscode.debug.activeDebugSession;
  if (session?.type !== 'wasmscope') return;
  const { on } = (await session.customRequest('toggleSkipFiles', {})) as { on: boolean };
  vscode.window.setStatusBarMessage(on ? vscode.l10n.t('Steps go past standard libraries and glue') : vscode.l10n.t('Steps go into everything'), 3_000);
}
