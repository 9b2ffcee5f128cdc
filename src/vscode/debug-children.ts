import * as vscode from 'vscode';
import { CHILD_SESSION_EVENT } from '../base/child-session-event';

/**
 * Sessions of child processes, below the one of their program. Started from here, since of the protocol's request the editor
 * makes a session with a console of its own, which is empty: what children write comes through their program.
 */
export function debugChildren(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.debug.registerDebugConfigurationProvider('wasmscope', {
      resolveDebugConfigurationWithSubstitutedVariables: (_folder, config) => ({ ...config, childrenByEvent: true }),
    }),
    vscode.debug.onDidReceiveDebugSessionCustomEvent(({ session, event, body }) => {
      if (session.type !== 'wasmscope' || event !== CHILD_SESSION_EVENT) return;
      const { request, configuration } = body as { request: string; configuration: { name: string } };
      void vscode.debug.startDebugging(session.workspaceFolder, { ...configuration, type: session.type, request }, { parentSession: session, consoleMode: vscode.DebugConsoleMode.MergeWithParent });
    }),
  );
}
