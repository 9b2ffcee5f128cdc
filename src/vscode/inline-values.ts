import * as vscode from 'vscode';
import { variableNames } from './variable-names';

/** Languages that compile to WebAssembly and for which no other extension shows values in the source. */
const LANGUAGES = ['rust', 'c', 'cpp', 'zig'];

const SHOWN_CHARACTERS = 80;

/** Values at the ends of the lines that the stopped function has run through; of what has none there, nothing. */
export function inlineValues(): vscode.Disposable {
  return vscode.languages.registerInlineValuesProvider(LANGUAGES, {
    async provideInlineValues(document, { start }, { frameId, stoppedLocation }) {
      const session = vscode.debug.activeDebugSession;
      if (session?.type !== 'wasmscope') return [];
      const values = await valuesIn(session, frameId);
      const names = variableNames((line) => document.lineAt(line).text, start.line, stoppedLocation.end.line);
      return names.flatMap(({ name, line, column }) => {
        const value = values.get(name);
        return value === undefined ? [] : [new vscode.InlineValueText(new vscode.Range(line, column, line, column + name.length), `${name} = ${value}`)];
      });
    },
  });
}

interface Scope {
  readonly variablesReference: number;
  readonly presentationHint?: string;
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Of the frame's own variables: globals are many, and asked for by name. None where the program has gone on meanwhile. */
async function valuesIn(session: vscode.DebugSession, frameId: number): Promise<Map<string, string>> {
  const ask = <Answer>(request: string, argument: object): Promise<Answer> => Promise.resolve(session.customRequest(request, argument)) as Promise<Answer>;
  try {
    const { scopes } = await ask<{ scopes: Scope[] }>('scopes', { frameId });
    const locals = scopes.find(({ presentationHint }) => presentationHint === 'locals');
    const { variables } = locals ? await ask<{ variables: Variable[] }>('variables', { variablesReference: locals.variablesReference }) : { variables: [] };
    return new Map(variables.filter(({ value }) => !WITHOUT_VALUE.test(value)).map(({ name, value }) => [name, short(value)]));
  } catch {
    return new Map();
  }
}

/** What stands in the place of a value: that it was optimised out, or why it can't be read. */
const WITHOUT_VALUE = /^<.*>$/;

const short = (value: string): string => (value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
