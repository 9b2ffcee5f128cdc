import * as vscode from 'vscode';
import type { FindingPlace, Report } from '../findings/finding';
import { isAbsolutePath } from './open-place';
import { reportTitle } from './report-title';

/** The report page in an editor tab: the same page as the file, without script; a place is a link to its line. */
export class ReportPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;

  async show(report: Report): Promise<void> {
    // With all that draws evidence, so loaded when it is wanted.
    const { toHtml } = await import('../findings/exporters/html');
    const panel = (this.panel ??= this.open());
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    panel.title = vscode.l10n.t('Report: {0}', reportTitle(report));
    panel.webview.html = toHtml(report, { linkTo, ...(root === undefined ? {} : { root }) });
    panel.reveal(undefined, true);
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('wasmscope.report', '', vscode.ViewColumn.Active, {
      enableScripts: false, localResourceRoots: [], enableFindWidget: true, enableCommandUris: ['wasmscope.openPlace'],
    });
    panel.onDidDispose(() => (this.panel = undefined));
    return panel;
  }
}

function linkTo({ file, line, column }: FindingPlace): string | null {
  return isAbsolutePath(file) ? `command:wasmscope.openPlace?${encodeURIComponent(JSON.stringify([{ file, line, column, function: null }]))}` : null;
}
