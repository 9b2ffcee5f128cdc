import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { showFailure } from '../show-failure';

/** A row of a view: what is shown, what it stands for, and the rows below it. */
export interface Row<Subject = unknown> {
  readonly item: vscode.TreeItem;
  readonly subject?: Subject;
  readonly rows?: () => readonly Row<Subject>[] | Promise<readonly Row<Subject>[]>;
}

/** A view whose rows are asked for anew whenever it is refreshed. Nothing is read before it is first shown. */
export class RowsView<Subject> implements Disposable {
  readonly view: vscode.TreeView<Row<Subject>>;
  private readonly changed = new vscode.EventEmitter<Row<Subject> | undefined>();

  constructor(id: string, rows: () => readonly Row<Subject>[] | Promise<readonly Row<Subject>[]>, options: { readonly canSelectMany?: boolean } = {}) {
    const childrenOf = async (row?: Row<Subject>): Promise<Row<Subject>[]> => {
      try {
        return [...(await (row ? (row.rows?.() ?? []) : rows()))];
      } catch (error) {
        showFailure(error);
        return [];
      }
    };
    const treeDataProvider = { onDidChangeTreeData: this.changed.event, getTreeItem: ({ item }: Row<Subject>) => item, getChildren: childrenOf };
    this.view = vscode.window.createTreeView(id, { treeDataProvider, showCollapseAll: false, canSelectMany: options.canSelectMany === true });
  }

  refresh(row?: Row<Subject>): void {
    this.changed.fire(row);
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }
}

/** What the row stands for that a menu handed to a command; undefined where the command came from elsewhere. */
export function subjectOf<Subject>(argument: unknown, isSubject: (value: unknown) => value is Subject): Subject | undefined {
  const subject = (argument as Row | null | undefined)?.subject;
  return isSubject(subject) ? subject : undefined;
}

export function row<Subject>(label: string, { icon, ...properties }: Partial<vscode.TreeItem> & { readonly icon?: string }, more: Omit<Row<Subject>, 'item'> = {}): Row<Subject> {
  const item = new vscode.TreeItem(label, more.rows ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None);
  return { item: Object.assign(item, properties, icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(icon) }), ...more };
}
