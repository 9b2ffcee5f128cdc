import * as vscode from 'vscode';
import { UserError } from '../base/user-error';
import type { FindingPlace } from '../findings/finding';
import { isPlace } from '../findings/parse-report';

/** Shows a place of a report in the editor, where its file is there. */
export async function openPlace(place: unknown): Promise<void> {
  if (!isPlace(place)) return;
  const file = vscode.Uri.file(place.file);
  if (!(await isFile(file))) throw new UserError(vscode.l10n.t('{0} is not on this machine; "pathMap" and --path-map say where a folder stands here.', place.file));
  await vscode.window.showTextDocument(file, { selection: rangeOf(place) });
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
