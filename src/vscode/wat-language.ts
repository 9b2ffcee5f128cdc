import * as vscode from 'vscode';
import { LIMITS } from '../base/limits';
import { watNameProviders } from './wat-name-providers';
import { watOutline, type WatField, type WatOutline } from './wat-outline';

/** Outline, breadcrumbs, folding and names of WebAssembly text, whether a file or written by us. */
export function watLanguage(): vscode.Disposable[] {
  const selector: vscode.DocumentSelector = { language: 'wat' };
  return [
    vscode.languages.registerDocumentSymbolProvider(selector, { provideDocumentSymbols: (document) => outlineOf(document).fields.map((field) => symbolOf(document, field)) }),
    vscode.languages.registerFoldingRangeProvider(selector, { provideFoldingRanges: (document) => foldsOf(document) }),
    ...watNameProviders(selector),
  ];
}

/** The editor asks for symbols and folds of the same text. */
let last: { readonly document: vscode.TextDocument; readonly version: number; readonly outline: WatOutline } | undefined;

function outlineOf(document: vscode.TextDocument): WatOutline {
  if (last?.document === document && last.version === document.version) return last.outline;
  const text = document.getText();
  const outline = text.length > LIMITS.wat.outlinedCharacters ? { fields: [], folds: [] } : watOutline(text);
  last = { document, version: document.version, outline };
  return outline;
}

const KINDS: Readonly<Record<string, vscode.SymbolKind>> = {
  module: vscode.SymbolKind.Module, component: vscode.SymbolKind.Module, func: vscode.SymbolKind.Function, start: vscode.SymbolKind.Function, memory: vscode.SymbolKind.Array, table: vscode.SymbolKind.Array,
  global: vscode.SymbolKind.Variable, type: vscode.SymbolKind.Struct, rec: vscode.SymbolKind.Struct, tag: vscode.SymbolKind.Event, data: vscode.SymbolKind.Constant, elem: vscode.SymbolKind.Constant,
  export: vscode.SymbolKind.Interface, import: vscode.SymbolKind.Package,
};

function symbolOf(document: vscode.TextDocument, field: WatField): vscode.DocumentSymbol {
  const range = (start: number, end: number): vscode.Range => new vscode.Range(document.positionAt(start), document.positionAt(end));
  const name = field.name === '' ? field.keyword : field.name.replace(/^"(.*)"$/, '$1') || field.keyword;
  const detail = field.name === '' ? field.detail : `${field.keyword} ${field.detail}`.trim();
  const symbol = new vscode.DocumentSymbol(name, detail, KINDS[field.keyword] ?? vscode.SymbolKind.Event, range(field.start, field.end), range(field.nameStart, field.nameEnd));
  symbol.children = field.children.map((child) => symbolOf(document, child));
  return symbol;
}

/** What closes on a line of its own stays in sight. */
function foldsOf(document: vscode.TextDocument): vscode.FoldingRange[] {
  return outlineOf(document).folds.flatMap(({ start, end, isComment }) => {
    const first = document.positionAt(start).line;
    const close = document.positionAt(isComment ? end : end - 1);
    const closesAlone = !isComment && /^\s*(?:0x[\da-f]+)?\s*(?:\)+|end\b)/.test(document.lineAt(close.line).text);
    const lastLine = closesAlone ? close.line - 1 : close.line;
    return lastLine > first ? [new vscode.FoldingRange(first, lastLine, isComment ? vscode.FoldingRangeKind.Comment : undefined)] : [];
  });
}
