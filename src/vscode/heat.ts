import * as vscode from 'vscode';
import { isRecord, numberOr, recordsOf, textOr } from '../base/json-value';
import type { HotPlace, SourceHeat } from './source-heat';

/** Shares from which on a line is shaded one step deeper. */
const STEPS = [0.002, 0.02, 0.08, 0.2] as const;

/** Shows in open sources where a profile's time went: shades of lines, shares behind them, a lens above each function. */
export class Heat implements vscode.Disposable, vscode.CodeLensProvider {
  private readonly shades = STEPS.map((_, step) => vscode.window.createTextEditorDecorationType({
    isWholeLine: true, backgroundColor: new vscode.ThemeColor(`wasmscope.heat${step + 1}`), overviewRulerColor: new vscode.ThemeColor(`wasmscope.heat${step + 1}`), overviewRulerLane: vscode.OverviewRulerLane.Center,
  }));
  private readonly item = vscode.window.createStatusBarItem('wasmscope.heat', vscode.StatusBarAlignment.Left);
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private heat: SourceHeat = { lines: [], functions: [] };

  constructor() {
    this.item.name = vscode.l10n.t('Wasmscope profile');
    this.item.text = `$(flame) ${vscode.l10n.t('Profile shown in source')}`;
    this.item.tooltip = vscode.l10n.t('Lines are shaded by where the recorded time went. Click to end that.');
    this.item.command = 'wasmscope.clearHeat';
    this.subscriptions = [
      ...this.shades,
      this.item,
      this.changed,
      vscode.languages.registerCodeLensProvider({ scheme: 'file' }, this),
      vscode.window.onDidChangeVisibleTextEditors(() => this.shade()),
      // A line that was changed is not the one that was measured.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.forget(document.uri.fsPath);
      }),
    ];
  }

  show(heat: SourceHeat): void {
    this.heat = heat;
    const isShown = heat.lines.length + heat.functions.length > 0;
    if (isShown) this.item.show();
    else this.item.hide();
    void vscode.commands.executeCommand('setContext', 'wasmscope.heatShown', isShown);
    this.refresh();
  }

  clear(): void {
    this.show({ lines: [], functions: [] });
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    return this.heat.functions.filter(({ file }) => file === uri.fsPath).map(({ line, name, share, totalShare }) => {
      const title = vscode.l10n.t('{0} itself, {1} with what it calls', percent(share), percent(totalShare));
      return new vscode.CodeLens(new vscode.Range(line - 1, 0, line - 1, 0), { title, command: '', tooltip: name });
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private forget(file: string): void {
    const others = <Place extends HotPlace>(places: readonly Place[]): Place[] => places.filter((place) => place.file !== file);
    const [lines, functions] = [others(this.heat.lines), others(this.heat.functions)];
    if (lines.length + functions.length < this.heat.lines.length + this.heat.functions.length) this.show({ lines, functions });
  }

  private refresh(): void {
    this.changed.fire();
    this.shade();
  }

  private shade(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const lines = this.heat.lines.filter(({ file, line }) => file === editor.document.uri.fsPath && line <= editor.document.lineCount);
      for (const [step, shade] of this.shades.entries()) {
        const ofStep = lines.filter(({ share }) => share >= STEPS[step]! && share < (STEPS[step + 1] ?? Infinity));
        editor.setDecorations(shade, ofStep.map((place) => decoration(editor.document, place)));
      }
    }
  }
}

function decoration(document: vscode.TextDocument, { line, share, estimate, count }: HotPlace): vscode.DecorationOptions {
  const time = estimate ? vscode.l10n.t('about {0}', percent(share)) : percent(share);
  const contentText = count === undefined ? time : vscode.l10n.t('{0}, {1} times', time, count.toLocaleString());
  return { range: document.lineAt(line - 1).range, renderOptions: { after: { contentText, margin: '0 0 0 3em', color: new vscode.ThemeColor('editorCodeLens.foreground') } } };
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** What a page sent: nothing of it is trusted. */
export function parseHeat(value: unknown): SourceHeat {
  const { lines, functions } = isRecord(value) ? value : {};
  const placeOf = (row: Record<string, unknown>): HotPlace => ({
    file: textOr(row['file'], ''), line: Math.max(1, Math.floor(numberOr(row['line'], 1))), share: numberOr(row['share'], 0),
    ...(row['estimate'] === true ? { estimate: true } : {}), ...(typeof row['count'] === 'number' ? { count: row['count'] } : {}),
  });
  return { lines: recordsOf(lines).map(placeOf), functions: recordsOf(functions).map((row) => ({ ...placeOf(row), name: textOr(row['name'], ''), totalShare: numberOr(row['totalShare'], 0) })) };
}
