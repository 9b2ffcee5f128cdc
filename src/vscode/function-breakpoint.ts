import { basename } from 'node:path';
import * as vscode from 'vscode';
import { placeText } from '../findings/exporters/place-text';
import type { ListedFunction } from '../toolkit/shown-module';
import type { SymbolsClient } from '../toolkit/symbols-client';

const SEARCHED_MODULES = 50;
const SHOWN_FUNCTIONS = 200;

interface FunctionItem extends vscode.QuickPickItem {
  readonly functionName: string;
}

/** Asks for a function of the workspace's modules by a part of its name, and sets a breakpoint on it; it binds in whatever module has the name. */
export async function addFunctionBreakpoint(symbols: SymbolsClient): Promise<void> {
  const name = await pickFunction(symbols);
  if (name === undefined) return;
  vscode.debug.addBreakpoints([new vscode.FunctionBreakpoint(name)]);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Breakpoint on {0}: it holds in every module that has this function', name), 5_000);
}

function pickFunction(symbols: SymbolsClient): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick<FunctionItem>();
  picker.title = vscode.l10n.t('Set WebAssembly breakpoint by function');
  picker.placeholder = vscode.l10n.t('A part of the name, as Rust, C or C++ writes it');
  const files = vscode.workspace.findFiles('**/*.wasm', '**/{node_modules,.git}/**', SEARCHED_MODULES);
  let stop = new AbortController();
  const search = async (): Promise<void> => {
    stop.abort();
    const { signal } = (stop = new AbortController());
    const typed = picker.value.trim();
    picker.busy = true;
    const found = (await Promise.all((await files).map((file) => functionsOf(symbols, file, typed, signal)))).flat();
    if (signal.aborted) return;
    picker.busy = false;
    picker.items = found.some(({ functionName }) => functionName === typed) || typed === '' ? found : [...found, unknownFunction(typed)];
  };
  return new Promise((resolve) => {
    picker.onDidChangeValue(() => void search());
    picker.onDidAccept(() => {
      // Between two lists nothing is chosen: then what was typed is meant.
      resolve(picker.selectedItems[0]?.functionName ?? (picker.value.trim() || undefined));
      picker.hide();
    });
    picker.onDidHide(() => {
      stop.abort();
      picker.dispose();
      resolve(undefined);
    });
    picker.show();
    void search();
  });
}

/** The largest first. A module that can't be read has none: its own editor says why. */
async function functionsOf(symbols: SymbolsClient, file: vscode.Uri, query: string, signal: AbortSignal): Promise<FunctionItem[]> {
  try {
    const { items } = await symbols.ask({ path: file.fsPath }, 'functions', { query, order: 'size', count: SHOWN_FUNCTIONS }, { signal });
    return items.map((found) => itemOf(found, file));
  } catch {
    return [];
  }
}

function itemOf({ name, file, line, index }: ListedFunction, module: vscode.Uri): FunctionItem {
  const place = file === null ? '' : placeText({ file: basename(file), line, column: 0, function: null });
  return { label: name, description: [place, basename(module.path)].filter(Boolean).join(' · '), functionName: name, alwaysShow: true, iconPath: new vscode.ThemeIcon('symbol-function'), ...(file === null ? { detail: vscode.l10n.t('function {0}, without source lines', index) } : {}) };
}

/** Modules that are made or fetched while the program runs stand in no workspace. */
function unknownFunction(name: string): FunctionItem {
  return { label: name, description: vscode.l10n.t('in no module of this workspace; the breakpoint waits for one'), alwaysShow: true, functionName: name };
}
