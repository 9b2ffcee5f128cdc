import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { findingEvidence } from '../../findings/exporters/markdown';
import type { Finding } from '../../findings/finding';
import { command } from '../command';
import { DIAGNOSTIC_SOURCE, type Problems } from '../problems';
import { addToBaseline, ignoreByComment } from '../suppress';
import { findingOf } from '../views/findings-view';
import { remedies, type Remedy, type RemedyKind } from './remedies';

const FILES: vscode.DocumentSelector = { scheme: 'file' };

const TITLES: Readonly<Record<RemedyKind, string>> = {
  await: vscode.l10n.t('Await it'),
  catch: vscode.l10n.t('Let it run on, and handle its failure'),
  transfer: vscode.l10n.t('Transfer the buffer instead of copying it'),
  'typed-array': vscode.l10n.t('Send a typed array'),
  'renew-view': vscode.l10n.t('Make the view again before it is used'),
  'free-finally': vscode.l10n.t('Free it on every path (try … finally)'),
  'free-before-return': vscode.l10n.t('Free it before each return that leaves it'),
  'free-on-error': vscode.l10n.t('Free it where an error returns'),
};

/** What is offered at a finding in its file: evidence on hover, remedies and ways to leave it out as quick fixes. */
export function findingActions(problems: Problems): Disposable[] {
  return [
    vscode.languages.registerHoverProvider(FILES, { provideHover: ({ uri }, position) => hover(problems, uri, position) }),
    vscode.languages.registerCodeActionsProvider(FILES, {
      provideCodeActions: (document, _range, { diagnostics }) => diagnostics.filter(({ source }) => source === DIAGNOSTIC_SOURCE).flatMap((each) => actions(problems, document, each)),
    }, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
    command('wasmscope.ignoreFinding', async (argument, line) => {
      const finding = findingOf(argument);
      if (finding) await ignoreByComment(problems, finding, ...(typeof line === 'number' ? [line] : []));
    }),
    command('wasmscope.addFindingToBaseline', async (argument) => {
      const finding = findingOf(argument);
      if (finding) await addToBaseline(problems, finding);
    }),
  ];
}

/** Message and remedy stand in the diagnostic's own hover. */
function hover(problems: Problems, uri: vscode.Uri, position: vscode.Position): vscode.Hover | undefined {
  const here = vscode.languages.getDiagnostics(uri).filter(({ source, range }) => source === DIAGNOSTIC_SOURCE && range.start.line === position.line);
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
  const shown = here.flatMap((diagnostic) => problems.findingOf(uri, diagnostic) ?? []).map((finding) => findingEvidence(finding, root)).filter(Boolean);
  return shown.length === 0 ? undefined : new vscode.Hover(shown.map((evidence) => new vscode.MarkdownString(evidence)));
}

function actions(problems: Problems, document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const finding = problems.findingOf(document.uri, diagnostic);
  if (!finding) return [];
  const line = diagnostic.range.start.line + 1;
  const column = (finding.at?.column ?? 0) > 0 ? diagnostic.range.start.character + 1 : 0;
  const found = remedies({ finding, file: document.uri.fsPath, text: document.getText(), line, column });
  return [
    ...found.map((remedy, index) => remedyAction(document, diagnostic, remedy, index === 0)),
    commandAction(vscode.l10n.t('Ignore {0} here (comment)', finding.rule), 'wasmscope.ignoreFinding', diagnostic, finding, line),
    commandAction(vscode.l10n.t('Add to the baseline: known, and not reported again'), 'wasmscope.addFindingToBaseline', diagnostic, finding),
  ];
}

function remedyAction(document: vscode.TextDocument, diagnostic: vscode.Diagnostic, remedy: Remedy, isPreferred: boolean): vscode.CodeAction {
  const action = quickFix(TITLES[remedy.kind], diagnostic);
  action.isPreferred = isPreferred && !remedy.isSnippet;
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(document.uri, remedy.edits.map(({ start, end, text }) => {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    return remedy.isSnippet ? new vscode.SnippetTextEdit(range, new vscode.SnippetString(text)) : new vscode.TextEdit(range, text);
  }));
  return action;
}

/** Commands get what a row of the view would hand them. */
function commandAction(title: string, id: string, diagnostic: vscode.Diagnostic, subject: Finding, ...more: unknown[]): vscode.CodeAction {
  const action = quickFix(title, diagnostic);
  action.command = { command: id, title, arguments: [{ subject }, ...more] };
  return action;
}

function quickFix(title: string, diagnostic: vscode.Diagnostic): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  return action;
}
