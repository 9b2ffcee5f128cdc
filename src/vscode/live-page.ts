import * as vscode from 'vscode';
import type { LiveMoment } from '../profile/live-moment';
import { showProfilePage, type ProfilePageParts } from './profile-page';
import type { ToProfilePage } from './profile-page-wire';

/** A longer recording shows its last minutes. */
const KEPT_MOMENTS = 600;

/** A tab that shows a recording while it runs. Closing it ends nothing: the recording goes on. */
export class LivePage {
  private readonly panel: vscode.WebviewPanel;
  private readonly stop = new AbortController();
  private moments: LiveMoment[] = [];
  private isClosed = false;

  constructor(parts: ProfilePageParts, title: string, seconds: number) {
    this.panel = vscode.window.createWebviewPanel('wasmscope.live', title, { viewColumn: vscode.ViewColumn.Active, preserveFocus: true }, { retainContextWhenHidden: true });
    this.panel.onDidDispose(() => (this.isClosed = true));
    showProfilePage(parts, this.panel.webview, title, async () => Promise.resolve<ToProfilePage>({ kind: 'live', title, seconds, moments: this.moments }), () => this.stop.abort());
  }

  /** Aborted when the user wants the recording to end. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  show(moment: LiveMoment): void {
    this.moments = [...this.moments, moment].slice(-KEPT_MOMENTS);
    if (!this.isClosed) void this.panel.webview.postMessage({ kind: 'moment', moment } satisfies ToProfilePage);
  }

  /** Where the result is to be shown. */
  get viewColumn(): vscode.ViewColumn | undefined {
    return this.isClosed ? undefined : this.panel.viewColumn;
  }

  close(): void {
    this.panel.dispose();
  }
}
