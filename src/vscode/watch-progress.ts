import * as vscode from 'vscode';
import { runEngine, type Engine, type EngineOptions } from './engine';

/**
 * Runs the engine for about `seconds` with a progress that can be cancelled: the watch then ends early, and what was
 * seen until then is the result.
 */
export async function watchWithProgress(engine: Engine, title: string, seconds: number, args: readonly string[], options: EngineOptions = {}): Promise<unknown> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, cancellation) => {
    const run = runEngine(engine, args, options);
    cancellation.onCancellationRequested(() => {
      progress.report({ message: vscode.l10n.t('ending early') });
      run.cancel();
    });
    let elapsed = 0;
    const ticker = setInterval(() => {
      elapsed += 1;
      if (elapsed <= seconds) progress.report({ increment: 100 / (seconds + 1), message: vscode.l10n.t('{0} of {1} s', elapsed, seconds) });
      else if (elapsed === seconds + 1) progress.report({ message: vscode.l10n.t('putting it together') });
    }, 1_000);
    try {
      return await run.document;
    } finally {
      clearInterval(ticker);
    }
  });
}
