import * as vscode from 'vscode';
import { SymbolsClient } from '../toolkit/symbols-client';
import { UserError } from '../base/user-error';
import { debugAdapterFactory } from './adapter-factory';
import { AdapterServer } from './adapter-server';
import { checkService, checkWorkspaceProgram } from './check-command';
import { command, trustedCommand } from './command';
import { configurationProvider, dynamicConfigurations } from './configuration-provider';
import { debugChildren } from './debug-children';
import { addFunctionBreakpoint } from './function-breakpoint';
import { Heat } from './heat';
import { ModuleEditor } from './module-editor';
import { besideJavaScriptDebugger } from './js-debug-session';
import { openExample } from './example';
import { inlineValues } from './inline-values';
import { KnownModules } from './known-modules';
import { openPlace } from './open-place';
import { openReport } from './open-report';
import { pickProcess } from './process-picker';
import { Problems } from './problems';
import { ProfileComparison } from './profile-comparison';
import { ProfileEditor } from './profile-editor';
import { ProfileStore } from './profile-store';
import { findingActions } from './quick-fixes/finding-actions';
import { ReadOnlyDocuments } from './read-only-documents';
import { recordProfile, recordWorkspaceProgram } from './record-command';
import { ReportPanel } from './report-panel';
import { ReportStore } from './report-store';
import type { Services } from './services';
import { showFailure } from './show-failure';
import { stackTraces } from './stack-trace';
import { registerViews } from './views/register-views';
import { watLanguage } from './wat-language';
import { Watches } from './watches';
import { toggleSkipFiles } from './toggle-skip-files';

export function register(context: vscode.ExtensionContext): void {
  const storage = context.storageUri ?? context.globalStorageUri;
  const engine = { cliPath: context.asAbsolutePath('dist/cli.js') };
  const heat = new Heat();
  const profilePages = { extensionUri: context.extensionUri, heat };
  const services: Services = {
    engine,
    watches: new Watches(engine),
    symbols: new SymbolsClient(context.asAbsolutePath('dist/worker.js')),
    problems: new Problems(),
    knownModules: new KnownModules(),
    reports: new ReportStore(vscode.Uri.joinPath(storage, 'reports')),
    profiles: new ProfileStore(vscode.Uri.joinPath(storage, 'profiles')),
    profilePages,
    comparison: new ProfileComparison(profilePages),
    panel: new ReportPanel(),
    documents: new ReadOnlyDocuments(),
  };
  const adapterServer = new AdapterServer(context.asAbsolutePath('dist/adapter.js'), (message) => showFailure(new UserError(message)));
  const provider = configurationProvider();
  context.subscriptions.push(
    services.watches,
    services.problems,
    services.knownModules,
    services.reports,
    services.profiles,
    services.documents,
    services.panel,
    services.symbols,
    adapterServer,
    vscode.debug.registerDebugAdapterDescriptorFactory('wasmscope', debugAdapterFactory(adapterServer)),
    vscode.debug.registerDebugConfigurationProvider('wasmscope', provider),
    vscode.debug.registerDebugConfigurationProvider('wasmscope', dynamicConfigurations(), vscode.DebugConfigurationProviderTriggerKind.Dynamic),
    debugChildren(),
    heat,
    ...ProfileEditor.register(profilePages),
    ModuleEditor.register(context.extensionUri, services.symbols),
    ...watLanguage(),
    inlineValues(),
    command('wasmscope.clearHeat', () => heat.clear()),
    command('wasmscope.toggleSkipFiles', () => toggleSkipFiles()),
    command('wasmscope.addFunctionBreakpoint', () => addFunctionBreakpoint(services.symbols)),
    command('wasmscope.pickProcess', () => pickProcess(engine)),
    trustedCommand('wasmscope.checkService', () => checkService(services)),
    trustedCommand('wasmscope.checkProgram', () => checkWorkspaceProgram(services)),
    trustedCommand('wasmscope.recordProfile', () => recordProfile(services)),
    trustedCommand('wasmscope.profileProgram', () => recordWorkspaceProgram(services)),
    command('wasmscope.openReport', () => openReport(services)),
    command('wasmscope.clearFindings', () => services.problems.clear()),
    command('wasmscope.openPlace', (place: unknown) => openPlace(place)),
    ...registerViews(services),
    ...besideJavaScriptDebugger(services),
    ...findingActions(services.problems),
    ...stackTraces(engine),
    command('wasmscope.openExample', (name) => openExample(context, name)),
    command('wasmscope.endWatches', () => services.watches.endAll()),
  );
}
