import * as vscode from 'vscode';
import { UserError } from '../base/user-error';
import { baselineOf, readBaseline, sameFinding } from '../findings/baseline';
import type { Finding } from '../findings/finding';
import { ignoreComment } from '../findings/ignore-comment';
import { isAbsolutePath, isFile } from './open-place';
import type { Problems } from './problems';
import { settings } from './settings';
import { workspaceFolderOf } from './workspace-folder';

/** Where findings that are known are written down, whether it is there or not; undefined without a workspace. */
export function baselineFile(folder: vscode.WorkspaceFolder | undefined): vscode.Uri | undefined {
  const { baseline } = settings(folder);
  if (!folder || baseline === '') return undefined;
  return isAbsolutePath(baseline) ? vscode.Uri.file(baseline) : vscode.Uri.joinPath(folder.uri, baseline);
}

/** A comment above the line, in `line` (from 1) where the finding moved since; the file is left unsaved for review. */
export async function ignoreByComment(problems: Problems, finding: Finding, line = finding.at?.line ?? 0): Promise<void> {
  if (!finding.at || !isAbsolutePath(finding.at.file) || line < 1) throw new UserError(vscode.l10n.t('This finding stands in no file; add it to the baseline instead.'));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(finding.at.file));
  const { text, firstNonWhitespaceCharacterIndex: indent } = document.lineAt(Math.min(line, document.lineCount) - 1);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, new vscode.Position(line - 1, 0), `${text.slice(0, indent)}${ignoreComment(finding.at.file, finding.rule)}\n`);
  await vscode.workspace.applyEdit(edit);
  await problems.withdraw(finding);
}

/** Written down as known: checks of this workspace leave it out, and so does `wasmscope check --baseline`. */
export async function addToBaseline(problems: Problems, finding: Finding): Promise<void> {
  const folder = workspaceFolderOf(finding.at?.file);
  const file = baselineFile(folder);
  const root = folder?.uri.fsPath;
  if (!file || root === undefined) throw new UserError(vscode.l10n.t('A baseline stands in a folder: open the folder of the service, and name the file in wasmscope.baseline.'));
  const text = (await isFile(file)) ? Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8') : null;
  const [before, added] = [text === null ? [] : readBaseline(text, root).known, baselineOf([finding], root)];
  const known = new Map([...before, ...added.known].map((each) => [sameFinding(each), each]));
  await vscode.workspace.fs.writeFile(file, Buffer.from(`${JSON.stringify({ ...added, known: [...known.values()] }, null, 2)}\n`));
  await problems.withdraw(finding);
}
