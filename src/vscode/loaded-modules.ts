import type * as vscode from 'vscode';

/** As the adapter's answer to `modules` has it (Debug Adapter Protocol, Module). */
interface LoadedModule {
  readonly name: string;
  readonly symbolStatus: string;
  readonly path?: string;
}

export interface ModuleSummary {
  readonly name: string;
  /** The kinds of debug information that it has. */
  readonly kinds: readonly string[];
  /** Where its bytes were found among the user's files. */
  readonly file: string | null;
}

/** What a session of ours has loaded; nothing of a session that is about to end, or is not ours. */
export async function loadedModules(session: vscode.DebugSession | undefined): Promise<ModuleSummary[]> {
  if (session?.type !== 'wasmscope') return [];
  const { modules } = (await Promise.resolve(session.customRequest('modules')).catch(() => ({ modules: [] }))) as { modules: readonly LoadedModule[] };
  return modules.map(({ name, symbolStatus, path = null }) => ({ name, file: path, kinds: symbolStatus === 'none' ? [] : symbolStatus.split(', ') }));
}
