import * as vscode from 'vscode';
import { isPlace } from '../findings/parse-report';
import { parseHeat, type Heat } from './heat';
import { openPlace } from './open-place';
import { pageHtml, pageOptions } from './page';
import { showFailure } from './show-failure';

/** Shows profiles (`.cpuprofile`, pprof) in an editor of their own; the file is never changed. */
export class ProfileEditor implements vscode.CustomReadonlyEditorProvider {
  /** `.cpuprofile` has an editor of the built-in debugger, beside which ours is offered; pprof has none. */
  static readonly viewTypes = ['wasmscope.profile', 'wasmscope.pprof'] as const;

  private constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly heat: Heat,
  ) {}

  static register(extensionUri: vscode.Uri, heat: Heat): vscode.Disposable[] {
    const options = { webviewOptions: { retainContextWhenHidden: true }, supportsMultipleEditorsPerDocument: true };
    return ProfileEditor.viewTypes.map((viewType) => vscode.window.registerCustomEditorProvider(viewType, new ProfileEditor(extensionUri, heat), options));
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    webview.options = pageOptions(this.extensionUri);
    webview.onDidReceiveMessage((message: unknown) => {
      this.answer(message, uri, webview).catch(showFailure);
    });
    webview.html = pageHtml(webview, this.extensionUri, 'profile', vscode.l10n.t('Profile'));
  }

  /** The page reads the file's bytes itself: it has a process of its own, which a large profile may keep busy. */
  private async answer(message: unknown, uri: vscode.Uri, webview: vscode.Webview): Promise<void> {
    const { kind, place, heat } = (message ?? {}) as { kind?: unknown; place?: unknown; heat?: unknown };
    if (kind === 'ready') {
      const bytes = await vscode.workspace.fs.readFile(uri);
      await webview.postMessage({ kind: 'file', bytes: bytes.slice().buffer });
    } else if (kind === 'shown') {
      this.heat.show(parseHeat(heat));
    } else if (kind === 'open') {
      const wanted = { column: 0, function: null, ...(place as object) };
      if (isPlace(wanted)) await openPlace(wanted);
    }
  }
}
