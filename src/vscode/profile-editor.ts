import * as vscode from 'vscode';
import { profileBytes, showProfilePage, type ProfilePageParts } from './profile-page';

/** Shows profiles (`.cpuprofile`, pprof) in an editor of their own; the file is never changed. */
export class ProfileEditor implements vscode.CustomReadonlyEditorProvider {
  /** `.cpuprofile` has an editor of the built-in debugger, beside which ours is offered; pprof has none. */
  static readonly viewTypes = ['wasmscope.profile', 'wasmscope.pprof'] as const;

  private constructor(private readonly parts: ProfilePageParts) {}

  static register(parts: ProfilePageParts): vscode.Disposable[] {
    const options = { webviewOptions: { retainContextWhenHidden: true }, supportsMultipleEditorsPerDocument: true };
    return ProfileEditor.viewTypes.map((viewType) => vscode.window.registerCustomEditorProvider(viewType, new ProfileEditor(parts), options));
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, { webview }: vscode.WebviewPanel): void {
    showProfilePage(this.parts, webview, vscode.l10n.t('Profile'), async () => ({ kind: 'file', bytes: await profileBytes(uri) }));
  }
}
