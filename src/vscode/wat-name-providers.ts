import * as vscode from 'vscode';
import { LIMITS } from '../base/limits';
import { UserError } from '../base/user-error';
import { watNames, type WatName } from './wat-names';

/** What a name of the text format looks like (Wasm 3.0, 6.3.5). */
const NAME = /^\$[\w!#$%&'*+\-./:<=>?@\\^`|~]+$/;
const HOVER_CHARACTERS = 300;

/** Definition, references, highlight, hover and renaming of the `$names` of WebAssembly text. */
export function watNameProviders(selector: vscode.DocumentSelector): vscode.Disposable[] {
  const { languages } = vscode;
  return [
    languages.registerDefinitionProvider(selector, { provideDefinition: (document, position) => occurrences(document, position).filter(isDefinition).map((name) => new vscode.Location(document.uri, rangeOf(document, name))) }),
    languages.registerReferenceProvider(selector, {
      provideReferences: (document, position, { includeDeclaration }) => occurrences(document, position).filter((name) => includeDeclaration || !isDefinition(name)).map((name) => new vscode.Location(document.uri, rangeOf(document, name))),
    }),
    languages.registerDocumentHighlightProvider(selector, {
      provideDocumentHighlights: (document, position) => occurrences(document, position).map((name) => new vscode.DocumentHighlight(rangeOf(document, name), isDefinition(name) ? vscode.DocumentHighlightKind.Write : vscode.DocumentHighlightKind.Read)),
    }),
    languages.registerHoverProvider(selector, { provideHover: hover }),
    languages.registerRenameProvider(selector, { provideRenameEdits: rename, prepareRename }),
  ];
}

let last: { readonly document: vscode.TextDocument; readonly version: number; readonly names: readonly WatName[] } | undefined;

function namesOf(document: vscode.TextDocument): readonly WatName[] {
  if (last?.document !== document || last.version !== document.version) {
    const text = document.getText();
    last = { document, version: document.version, names: text.length > LIMITS.wat.outlinedCharacters ? [] : watNames(text) };
  }
  return last.names;
}

function nameAt(document: vscode.TextDocument, position: vscode.Position): WatName | undefined {
  const offset = document.offsetAt(position);
  return namesOf(document).find(({ start, end }) => start <= offset && offset <= end);
}

/** All that stand for the same as the one at a place. */
function occurrences(document: vscode.TextDocument, position: vscode.Position): readonly WatName[] {
  const name = nameAt(document, position);
  return name ? namesOf(document).filter(({ key }) => key === name.key) : [];
}

function hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
  const name = nameAt(document, position);
  const definition = occurrences(document, position).find(isDefinition);
  if (!name || definition?.defines == null) return undefined;
  const from = document.positionAt(definition.defines);
  const line = document.lineAt(from.line).text.slice(from.character, from.character + HOVER_CHARACTERS).trimEnd();
  return new vscode.Hover(new vscode.MarkdownString().appendCodeblock(line, 'wat'), rangeOf(document, name));
}

function prepareRename(document: vscode.TextDocument, position: vscode.Position): vscode.Range {
  const name = nameAt(document, position);
  if (!name) throw new UserError(vscode.l10n.t('Only names that begin with $ can be renamed.'));
  return rangeOf(document, name);
}

function rename(document: vscode.TextDocument, position: vscode.Position, newName: string): vscode.WorkspaceEdit {
  const written = newName.startsWith('$') ? newName : `$${newName}`;
  if (!NAME.test(written)) throw new UserError(vscode.l10n.t('{0} is no name: no spaces, brackets, commas or quotes can stand in it.', written));
  const edit = new vscode.WorkspaceEdit();
  for (const name of occurrences(document, position)) edit.replace(document.uri, rangeOf(document, name), written);
  return edit;
}

const isDefinition = ({ defines }: WatName): boolean => defines !== null;

function rangeOf(document: vscode.TextDocument, { start, end }: WatName): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
