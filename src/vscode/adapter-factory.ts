import * as vscode from 'vscode';
import type { AdapterServer } from './adapter-server';

/** The adapter runs in a process of its own: a module's bytes arrive as messages of up to 150 MB. */
export function debugAdapterFactory(server: AdapterServer): vscode.DebugAdapterDescriptorFactory {
  return { createDebugAdapterDescriptor: async () => new vscode.DebugAdapterNamedPipeServer(await server.pipe()) };
}
