import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { UserError } from '../base/user-error';

/** The examples that are packed with the extension, by folder: each a small service with a fault, and the same mended. */
export const EXAMPLES = ['llm-cache', 'llm-stream', 'vector-http', 'model-server', 'iot-stream'] as const;

type Example = (typeof EXAMPLES)[number];

/** Opens a copy of an example as a workspace, so that it can be changed; a copy that is there is kept as it is. */
export async function openExample({ extensionUri, globalStorageUri }: vscode.ExtensionContext, asked: unknown): Promise<void> {
  const name = EXAMPLES.find((each) => each === asked) ?? (await pickExample());
  if (!name) return;
  const folder = vscode.Uri.joinPath(globalStorageUri, 'examples', name);
  if (!(await isFolder(folder))) await copyExample(vscode.Uri.joinPath(extensionUri, 'examples', name), folder);
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: vscode.workspace.workspaceFolders !== undefined });
}

async function pickExample(): Promise<Example | undefined> {
  const details: Readonly<Record<Example, string>> = {
    'llm-cache': vscode.l10n.t('A language model in Rust behind a cache that never hits'),
    'llm-stream': vscode.l10n.t('Stories streamed from Rust that run into one another'),
    'vector-http': vscode.l10n.t('A search in C that leaks when a query goes wrong'),
    'model-server': vscode.l10n.t('Models in C that are compiled for every request'),
    'iot-stream': vscode.l10n.t('Sensor frames that travel to Rust through files and JSON'),
  };
  const items = EXAMPLES.map((name) => ({ label: name, detail: details[name], name }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open an example workspace'), matchOnDetail: true }))?.name;
}

/** Made elsewhere first: a copy is there wholly or not at all, and whoever asks twice gets the one that was first. */
async function copyExample(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  if (!(await isFolder(from))) throw new UserError(vscode.l10n.t('The examples are not part of this installation; they stand in the folder "examples" of the project.'));
  const made = to.with({ path: `${to.path}-${randomUUID()}` });
  await vscode.workspace.fs.copy(from, made);
  // What F5 and "Launch and check" start: the faulty one, which drives itself.
  const manifest = { private: true, scripts: { start: 'node broken.mjs --load' } };
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(made, 'package.json'), Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  try {
    await vscode.workspace.fs.rename(made, to);
  } catch (error) {
    await vscode.workspace.fs.delete(made, { recursive: true });
    if (!(await isFolder(to))) throw error;
  }
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    return false;
  }
}
