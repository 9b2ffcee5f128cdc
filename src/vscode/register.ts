import * as vscode from 'vscode';
import { SymbolsClient } from '../toolkit/symbols-client';
import { UserError } from '../base/user-error';
import { debugAdapterFactory } from './adapter-factory';
import { AdapterServer } from './adapter-server';
import { checkService, checkWorkspaceProgram } from './check-command';
import { configurationProvider, dynamicConfigurations } from './configuration-provider';
import { Heat } from './heat';
import { openPlace } from './open-place';
import { openReport } from './open-report';
import { pickProcess } from './process-picker';
import { Problems } from './problems';
import { ProfileEditor } from './profile-editor';
import { recordProfile } from './record-command';
import { ReportPanel } from './report-panel';
import { ReportStore } from './report-store';
import type { Services } from './services';
import { showFailure } from './show-failure';

export function register(context: vscode.ExtensionContext): void {
  const storage = context.storageUri ?? context.globalStorageUri;
  const services: Services = {
    engine: { cliPath: context.asAbsolutePath('dist/cli.js') },
    symbols: new SymbolsClient(context.asAbsolutePath('dist/worker.js')),
    problems: new Problems(),
    reports: new ReportStore(vscode.Uri.joinPath(storage, 'reports')),
    panel: new ReportPanel(),
    storage,
  };
  const adapterServer = new AdapterServer(context.asAbsolutePath('dist/adapter.js'), (message) => showFailure(new UserError(message)));
  const heat = new Heat();
  const provider = configurationProvider();
  context.subscriptions.push(
    services.problems,
    services.panel,
    services.symbols,
    adapterServer,
    vscode.debug.registerDebugAdapterDescriptorFactory('wasmscope', debugAdapterFactory(adapterServer)),
    vscode.debug.registerDebugConfigurationProvider('wasmscope', provider),
    vscode.debug.registerDebugConfigurationProvider('wasmscope', dynamicConfigurations(), vscode.DebugConfigurationProviderTriggerKind.Dynamic),
    heat,
    ...ProfileEditor.register(context.extensionUri, heat),
    command('wasmscope.clearHeat', () => heat.clear()),
    command('wasmscope.pickProcess', () => pickProcess()),
    command('wasmscope.checkService', () => checkService(services)),
    command('wasmscope.checkProgram', () => checkWorkspaceProgram(services)),
    command('wasmscope.recordProfile', () => recordProfile(services)),
    command('wasmscope.openReport', () => openReport(services)),
    command('wasmscope.clearFindings', () => services.problems.clear()),
    command('wasmscope.openPlace', (place: unknown) => openPlace(place)),
  );
}

/** A command whose failure is shown: what is meant for the user as one line, anything else as a fault of ours. */
function command(id: string, run: (argument: unknown) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (argument: unknown) => {
    try {
      return await run(argument);
    } catch (error) {
      showFailure(error);
      return undefined;
    }
  });
}
