import * as vscode from 'vscode';
import { variableNames } from './variable-names';

/** Languages that compile to WebAssembly and for which no other extension shows values in the source. */
const LANGUAGES = ['rust', 'c', 'cpp', 'zig'];

/** Values at the ends of the lines that the stopped function has run through. The editor looks them up in the frame's scopes. */
export function inlineValues(): vscode.Disposable {
  return vscode.languages.registerInlineValuesProvider(LANGUAGES, {
    provideInlineValues(document, { start }, { stoppedLocation }) {
      if (vscode.debug.activeDebugSession?.type !== 'wasmscope') return [];
      const names = variableNames((line) => document.lineAt(line).text, start.line, stoppedLocation.end.line);
      return names.map(({ name, line, column }) => new vscode.InlineValueVariableLookup(new vscode.Range(line, column, line, column + name.length), name));
    },
  });
}
