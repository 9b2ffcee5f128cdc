import * as vscode from 'vscode';
import { UserError } from '../base/user-error';
import type { FindingPlace } from '../findings/finding';
import { isPlace } from '../findings/parse-report';
import { mostAlike } from './most-alike';

/** Shows a place of a report in the editor, where its file is there. */
export async function openPlace(place: unknown): Promise<void> {
  if (!isPlace(place)) return;
  const file = await fileHere(place.file);
  if (!file) throw new UserError(vscode.l10n.t('{0} is not on this machine; "pathMap" and --path-map say where a folder stands here.', place.file));
  await vscode.window.showTextDocument(file, { selection: rangeOf(place) });
}

const SEARCHED_FILES = 100;

/** The file itself, or the one of the workspace that it most likely is: compilers write down where they ran. */
async function fileHere(path: string): Promise<vscode.Uri | undefined> {
  const file = vscode.Uri.file(path);
  if (await isFile(file)) return file;
  const name = path.split(/[\\/]/).at(-1)!;
  if (name === '' || /[*?[\]{}]/.test(name)) return undefined;
  const found = await vscode.workspace.findFiles(`**/${name}`, '**/.git/**', SEARCHED_FILES);
  const best = mostAlike(path, found.map(({ fsPath }) => fsPath));
  return best === undefined ? undefined : vscode.Uri.file(best);
}

/** URLs and names of modules are places too, but no files. */
export function isAbsolutePath(file: string): boolean {
  return file.startsWith('/') || /^[a-z]:[\\/]/i.test(file);
}

export async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.File) !== 0;
  } catch {
    return false;
  }
}

/** Where the column is known, an empty range, which the editor widens to the word; else the whole line. */
export function rangeOf({ line, column }: Pick<FindingPlace, 'line' | 'column'>): vscode.Range {
  const row = Math.max(0, line - 1);
  return column > 0 ? new vscode.Range(row, column - 1, row, column - 1) : new vscode.Range(row, 0, row, Number.MAX_SAFE_INTEGER);
}
