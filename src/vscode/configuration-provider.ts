import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { messageFor } from '../base/user-error';
import { settings } from './settings';
import type { StartProgram } from './start-program';
import { namedProgram, programFor } from './workspace-program';

/** Fills in what a configuration leaves out, so that F5 works without a launch.json on a script or a package. */
export function configurationProvider(): vscode.DebugConfigurationProvider {
  return {
    provideDebugConfigurations: async (folder) => [launchConfiguration(await namedProgram(folder), folder), attachConfiguration()],
    async resolveDebugConfiguration(folder, given) {
      const program = isEmpty(given) ? await programFor(folder).catch(messageFor) : undefined;
      if (program === null) return undefined;
      if (typeof program === 'string') return explainAndOpenSettings(program);
      const config = isEmpty(given) ? program && launchConfiguration(program) : given;
      if (!config) return explainAndOpenSettings(vscode.l10n.t('Wasmscope found nothing to start: open a JavaScript file, or a folder whose package.json names its main file.'));
      config.request ??= 'launch';
      config.name ||= 'Wasmscope';
      if (config.request === 'launch' && (config['target'] ?? 'node') === 'node') return launchOfNode(config, folder);
      return config;
    },
    resolveDebugConfigurationWithSubstitutedVariables(folder, config) {
      // The adapter's own, for a child process: it has all settings of its program's session.
      if (config['childOf'] !== undefined) return config;
      // The picker was closed: the user does not want to attach after all.
      if (config.request === 'attach' && (config['processId'] === '' || config['processId'] === null)) return undefined;
      if (typeof config['processId'] === 'string') config['processId'] = Number(config['processId']);
      const { formatters, allowCalls } = settings(folder);
      config['formatters'] = [...((config['formatters'] ?? []) as unknown[]), ...formatters];
      config['allowCalls'] ??= allowCalls;
      config['workspaceFolders'] ??= (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
      return config;
    },
  };
}

/** Shown under "Run and Debug" without a launch.json. */
export function dynamicConfigurations(): vscode.DebugConfigurationProvider {
  return {
    async provideDebugConfigurations(folder) {
      const found = await namedProgram(folder);
      return [...(found ? [launchConfiguration(found, folder)] : []), attachConfiguration()];
    },
  };
}

function isEmpty({ type, request, name }: Partial<vscode.DebugConfiguration>): boolean {
  return !request && !name && (!type || type === 'wasmscope');
}

function launchOfNode(config: vscode.DebugConfiguration, folder: vscode.WorkspaceFolder | undefined): vscode.DebugConfiguration | null {
  const program: unknown = config['program'];
  const hasProgram = typeof program === 'string' && program !== '';
  if (!hasProgram && typeof config['runtimeExecutable'] !== 'string') {
    return explainAndOpenSettings(vscode.l10n.t('"program" is missing: name the JavaScript file that Node.js should run.'));
  }
  config['cwd'] ??= folder?.uri.fsPath ?? (hasProgram ? dirname(program) : undefined);
  config['console'] ??= 'internalConsole';
  return config;
}

/** `null` makes the editor open launch.json. */
function explainAndOpenSettings(message: string): null {
  void vscode.window.showErrorMessage(message);
  return null;
}

/** A file below `folder` as launch.json names it, which others may share. */
function sharedPath(file: string, folder: vscode.WorkspaceFolder | undefined): string {
  const below = folder ? relative(folder.uri.fsPath, file) : '';
  return below === '' || below.startsWith('..') || isAbsolute(below) ? file : `\${workspaceFolder}/${below.replaceAll(sep, '/')}`;
}

function launchConfiguration(start: StartProgram | undefined, folder?: vscode.WorkspaceFolder): vscode.DebugConfiguration {
  const { program, args } = start ?? { program: '${workspaceFolder}/index.js', args: [] };
  return { type: 'wasmscope', request: 'launch', name: vscode.l10n.t('Wasmscope: {0}', basename(program)), program: start ? sharedPath(program, folder) : program, ...(args.length > 0 ? { args: [...args] } : {}) };
}

function attachConfiguration(): vscode.DebugConfiguration {
  return { type: 'wasmscope', request: 'attach', name: vscode.l10n.t('Wasmscope: attach to a process'), processId: '${command:wasmscope.pickProcess}' };
}
