import * as vscode from 'vscode';

const KINDS: Readonly<Record<string, string>> = {
  dwarf: vscode.l10n.t('debug information (DWARF)'), 'external-dwarf': vscode.l10n.t('debug information in a file of its own'),
  'split-dwarf': vscode.l10n.t('split debug information (.dwo, .dwp)'), 'source-map': vscode.l10n.t('source map'), 'name-section': vscode.l10n.t('names of functions'),
};

/** What is known of a module's sources, for people. */
export function debugKinds(kinds: readonly string[]): string {
  return kinds.length === 0 ? vscode.l10n.t('no debug information') : kinds.map((kind) => KINDS[kind] ?? kind).join(', ');
}
