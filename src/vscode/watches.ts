import * as vscode from 'vscode';
import { runEngine, type Engine, type EngineOptions } from './engine';

export interface WatchOptions extends EngineOptions {
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** From here on minutes are counted. */
const A_WHILE_S = 300;

/** What watches or records at the moment: each with a progress that can be cancelled, all of them in the status bar. */
export class Watches implements vscode.Disposable {
  private readonly running = new Map<object, { readonly title: string; readonly end: () => void }>();
  private readonly status = vscode.window.createStatusBarItem('wasmscope.watches', vscode.StatusBarAlignment.Left);

  constructor(private readonly engine: Engine) {
    this.status.name = 'Wasmscope';
    this.status.command = 'wasmscope.endWatches';
  }

  /** Runs the engine for about `seconds`. One that is ended early gives what was seen until then. */
  async run(title: string, seconds: number, args: readonly string[], options: WatchOptions = {}): Promise<unknown> {
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, cancellation) => {
      const run = runEngine(this.engine, args, options);
      const end = (): void => {
        progress.report({ message: vscode.l10n.t('ending early') });
        run.cancel();
      };
      cancellation.onCancellationRequested(end);
      options.signal?.addEventListener('abort', end, { once: true });
      this.running.set(run, { title, end });
      this.tell();
      let elapsed = 0;
      const tick = (): void => {
        if (elapsed <= seconds) progress.report({ increment: elapsed === 0 ? 0 : 100 / (seconds + 1), message: seconds < A_WHILE_S ? vscode.l10n.t('{0} of {1} s', elapsed, seconds) : vscode.l10n.t('{0} of {1} min', Math.floor(elapsed / 60), Math.round(seconds / 60)) });
        else if (elapsed === seconds + 1) progress.report({ message: vscode.l10n.t('putting it together') });
        this.show(Math.max(0, seconds - elapsed));
        elapsed += 1;
      };
      tick();
      const ticker = setInterval(tick, 1_000);
      try {
        return await run.document;
      } finally {
        clearInterval(ticker);
        this.running.delete(run);
        this.show(0);
        this.tell();
      }
    });
  }

  endAll(): void {
    for (const { end } of this.running.values()) end();
  }

  dispose(): void {
    this.endAll();
    this.status.dispose();
  }

  /** Whether there is something to end. */
  private tell(): void {
    void vscode.commands.executeCommand('setContext', 'wasmscope.watching', this.running.size > 0);
  }

  private show(secondsLeft: number): void {
    const titles = [...this.running.values()].map(({ title }) => title);
    if (titles.length === 0) {
      this.status.hide();
      return;
    }
    const what = titles.length === 1 ? titles[0]! : vscode.l10n.t('Wasmscope: {0} watches', titles.length);
    this.status.text = `$(eye) ${what}${titles.length === 1 && secondsLeft > 0 ? timeLeft(secondsLeft) : ''}`;
    this.status.tooltip = vscode.l10n.t('{0}. Click to end it now: what was seen until then is the result.', titles.join(', '));
    this.status.show();
  }
}

function timeLeft(seconds: number): string {
  return seconds < A_WHILE_S ? vscode.l10n.t(', {0} s left', seconds) : vscode.l10n.t(', {0} min left', Math.ceil(seconds / 60));
}
