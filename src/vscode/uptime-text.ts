import * as vscode from 'vscode';

export function uptimeText(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 60) return vscode.l10n.t('started {0} s ago', Math.max(0, Math.round(seconds)));
  if (seconds < 7_200) return vscode.l10n.t('started {0} min ago', Math.round(seconds / 60));
  return vscode.l10n.t('started {0} h ago', Math.round(seconds / 3_600));
}
