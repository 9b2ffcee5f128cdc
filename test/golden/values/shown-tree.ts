import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DapClient } from '../../e2e/debug/dap-client';

/** So much of a tree tells everything; pointers that lead in circles have no end. */
const DEPTH = 3;
const WIDTH = 12;

/** The variables of a frame as an editor unfolds them, a value a line; of long lists the beginning and the end. */
export async function shownTree(client: DapClient, frameId: number): Promise<string> {
  const { scopes } = await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId });
  const lines: string[] = [];
  const unfold = async (variablesReference: number, depth: number): Promise<void> => {
    const { variables } = await client.request<DebugProtocol.VariablesResponse['body']>('variables', { variablesReference });
    for (const [index, { name, type, value, variablesReference: inner }] of variables.entries()) {
      if (depth > 0 && index >= WIDTH && index < variables.length - 1) continue;
      lines.push(`${'  '.repeat(depth)}${name}${depth === 0 ? ` (${type ?? ''})` : ''} = ${value}`);
      if (inner > 0 && depth < DEPTH) await unfold(inner, depth + 1);
    }
  };
  await unfold(scopes.find(({ name }) => name === 'Locals')!.variablesReference, 0);
  return `${lines.join('\n')}\n`;
}
