import * as vscode from 'vscode';
import { NODE_ENVIRONMENT } from './engine';

/** The adapter runs in a process of its own: a module's bytes arrive as messages of up to 150 MB. */
export function debugAdapterFactory(adapterPath: string): vscode.DebugAdapterDescriptorFactory {
  return {
    createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable(process.execPath, [adapterPath], { env: NODE_ENVIRONMENT }),
  };
}
