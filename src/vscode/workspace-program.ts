import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../base/user-error';
import { isCompiledFrom } from './compiled-script';
import { pageOf } from './page-scripts';
import { startProgram, type StartProgram } from './start-program';
import { wasmPrograms } from './wasm-programs';
import { activeFolder } from './workspace-folder';

const SCRIPTS = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

/** The script being looked at, or what it was compiled to; else what the package starts. */
export async function namedProgram(folder: vscode.WorkspaceFolder | undefined): Promise<StartProgram | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.scheme === 'file' && SCRIPTS.includes(document.languageId)) return { program: (await compiledScript(document.uri) ?? document.uri).fsPath, args: [] };
  const root = (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
  return root === undefined ? undefined : startProgram(root, (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined));
}

/**
 * The same, or else a script that loads WebAssembly: asks which where there are several; null where none of them is
 * wanted. Throws a UserError for a script that runs in a page.
 */
export async function programFor(folder: vscode.WorkspaceFolder | undefined): Promise<StartProgram | undefined | null> {
  const root = folder ?? vscode.workspace.workspaceFolders?.[0];
  const start = (await namedProgram(folder)) ?? (root && (await wasmProgram(root)));
  if (start && root) await refusePageScript(root, vscode.Uri.file(start.program));
  return start;
}

async function wasmProgram(root: vscode.WorkspaceFolder): Promise<StartProgram | undefined | null> {
  const programs = wasmPrograms(await textsOf(root, '**/*.{js,mjs,cjs}'));
  const picked = programs.length > 1 ? await vscode.window.showQuickPick(programs, { title: vscode.l10n.t('Which program loads the module?') }) : programs[0];
  return picked === undefined ? (programs.length > 1 ? null : undefined) : { program: join(root.uri.fsPath, picked), args: [] };
}

const COMPILED = /^(.+)\.([mc]?)tsx?$/;

/** Of TypeScript, the JavaScript whose source map leads to it; newer Nodes run what has none as it is. */
async function compiledScript(file: vscode.Uri): Promise<vscode.Uri | undefined> {
  const [, name, kind] = COMPILED.exec(basename(file.path)) ?? [];
  const folder = vscode.workspace.getWorkspaceFolder(file);
  if (name === undefined || !folder) return undefined;
  const pathOf = (uri: vscode.Uri): string => vscode.workspace.asRelativePath(uri, false);
  for (const script of await vscode.workspace.findFiles(new vscode.RelativePattern(folder, `**/${name}.${kind}js`), '**/{node_modules,.*}/**', READ_SCRIPTS)) {
    const map = await vscode.workspace.fs.readFile(script.with({ path: `${script.path}.map` })).then((bytes) => Buffer.from(bytes).toString('utf8'), () => '');
    if (isCompiledFrom(pathOf(file), pathOf(script), map)) return script;
  }
  return undefined;
}

const READ_SCRIPTS = 300;

/** Node would only complain of it. */
async function refusePageScript(folder: vscode.WorkspaceFolder, script: vscode.Uri): Promise<void> {
  const text = await vscode.workspace.fs.readFile(script).then((bytes) => Buffer.from(bytes).toString('utf8'), () => '');
  const page = pageOf(vscode.workspace.asRelativePath(script, false), text, await textsOf(folder, '**/*.{html,htm}'));
  if (page !== undefined) throw new UserError(vscode.l10n.t('{0} runs in a page, {1}: serve its folder, and launch its address with "target": "chrome" and "url" in launch.json.', basename(script.path), page));
}

async function textsOf(folder: vscode.WorkspaceFolder, pattern: string): Promise<Map<string, string>> {
  const files = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, pattern), '**/{node_modules,.*}/**', READ_SCRIPTS);
  const texts = await Promise.all(files.map(async (file) => [vscode.workspace.asRelativePath(file, false), Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8')] as const));
  return new Map(texts);
}

/** What is launched without a configuration, and the folder to launch it in. Throws a UserError where there is nothing. */
export async function programToStart(): Promise<(StartProgram & { readonly folder: string }) | undefined> {
  const folder = activeFolder();
  const start = await programFor(folder);
  if (start === null) return undefined;
  if (!start) throw new UserError(vscode.l10n.t('There is nothing to start: open a JavaScript file, or a folder whose package.json names its main file.'));
  return { ...start, folder: folder?.uri.fsPath ?? dirname(start.program) };
}
