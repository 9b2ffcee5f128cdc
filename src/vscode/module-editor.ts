import { basename } from 'node:path';
import * as vscode from 'vscode';
import { messageFor, UserError } from '../base/user-error';
import { isPlace } from '../findings/parse-report';
import type { SymbolsClient } from '../toolkit/symbols-client';
import type { FromModulePage, PageQuestion, ToModulePage } from './module-page-wire';
import { openPlace } from './open-place';
import { pageHtml, pageOptions } from './page';
import { showFailure } from './show-failure';

const QUESTIONS: readonly PageQuestion[] = ['outline', 'functions', 'imports', 'exports', 'functionText'];

/**
 * Shows a module (`.wasm`) in an editor of its own; the file is never changed. The page asks for what is in sight, and
 * the thread that reads modules answers: nothing of a module is read here.
 */
export class ModuleEditor implements vscode.CustomReadonlyEditorProvider {
  static readonly viewType = 'wasmscope.module';

  private constructor(private readonly extensionUri: vscode.Uri, private readonly symbols: SymbolsClient) {}

  static register(extensionUri: vscode.Uri, symbols: SymbolsClient): vscode.Disposable {
    return vscode.window.registerCustomEditorProvider(ModuleEditor.viewType, new ModuleEditor(extensionUri, symbols), { supportsMultipleEditorsPerDocument: true });
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const conversation = new Conversation(uri, this.symbols, (message) => void webview.postMessage(message));
    panel.onDidDispose(() => conversation.dispose());
    webview.options = pageOptions(this.extensionUri);
    webview.onDidReceiveMessage((message: FromModulePage) => conversation.receive(message));
    webview.html = pageHtml(webview, this.extensionUri, 'module', vscode.l10n.t('WebAssembly module'));
  }
}

/** What one page asks of one file, until it is closed. */
class Conversation implements vscode.Disposable {
  private readonly asked = new Map<number, AbortController>();
  private readonly watcher: vscode.FileSystemWatcher;

  constructor(
    private readonly file: vscode.Uri,
    private readonly symbols: SymbolsClient,
    private readonly send: (message: ToModulePage) => void,
  ) {
    this.watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.joinPath(file, '..'), basename(file.path)));
    const change = (): void => send({ kind: 'changed' });
    this.watcher.onDidChange(change);
    this.watcher.onDidCreate(change);
  }

  receive(message: FromModulePage): void {
    switch (message.kind) {
      case 'ask':
        void this.answer(message.id, message.question, message.args);
        return;
      case 'cancel':
        this.asked.get(message.id)?.abort(new UserError('cancelled'));
        return;
      case 'open':
        this.open(message.place).catch(showFailure);
        return;
      case 'text':
        void vscode.commands.executeCommand('wasmscope.openModuleText', this.file);
    }
  }

  dispose(): void {
    this.watcher.dispose();
    for (const controller of this.asked.values()) controller.abort(new UserError('closed'));
  }

  private async answer(id: number, question: PageQuestion, args: object): Promise<void> {
    const controller = new AbortController();
    this.asked.set(id, controller);
    try {
      if (this.file.scheme !== 'file') throw new UserError(vscode.l10n.t('Only a module that is a file of this machine can be shown.'));
      if (!QUESTIONS.includes(question)) return;
      const folders = vscode.workspace.workspaceFolders?.map(({ uri }) => uri.fsPath) ?? [];
      const options = { signal: controller.signal, onProgress: (fraction: number) => this.send({ kind: 'progress', fraction }) };
      const answer = await this.symbols.ask({ path: this.file.fsPath }, question, { ...args, folders }, options);
      this.send({ kind: 'answer', id, answer });
    } catch (error) {
      if (!(error instanceof UserError)) console.error(error);
      if (!controller.signal.aborted) this.send({ kind: 'failure', id, message: messageFor(error) });
    } finally {
      this.asked.delete(id);
    }
  }

  private async open(place: object): Promise<void> {
    const wanted = { column: 0, function: null, ...place };
    if (isPlace(wanted)) await openPlace(wanted);
  }
}
