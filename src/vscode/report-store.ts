import * as vscode from 'vscode';
import { toJson } from '../findings/exporters/json';
import type { Report } from '../findings/finding';
import { parseReport } from '../findings/parse-report';

const KEPT = 20;

export interface KeptReport {
  readonly file: vscode.Uri;
  readonly report: Report;
}

/** The last reports of this workspace, as files of the editor's storage: they outlive a restart. */
export class ReportStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly folder: vscode.Uri) {}

  async add(report: Report): Promise<void> {
    await vscode.workspace.fs.createDirectory(this.folder);
    const name = `${report.startedAt.replace(/[^\dTZ-]/g, '-')}.json`;
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(this.folder, name), Buffer.from(toJson(report)));
    for (const old of (await this.names()).slice(KEPT)) await vscode.workspace.fs.delete(vscode.Uri.joinPath(this.folder, old));
    this.changed.fire();
  }

  async delete(file: vscode.Uri): Promise<void> {
    await vscode.workspace.fs.delete(file);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** The newest first. One that cannot be read any more is left out. */
  async list(): Promise<KeptReport[]> {
    const files = (await this.names()).map((name) => vscode.Uri.joinPath(this.folder, name));
    const reports = await Promise.all(files.map((file) => readReport(file).then((report) => ({ file, report }), () => null)));
    return reports.filter((kept) => kept !== null);
  }

  private async names(): Promise<string[]> {
    try {
      return (await vscode.workspace.fs.readDirectory(this.folder)).map(([name]) => name).filter((name) => name.endsWith('.json')).sort().reverse();
    } catch {
      return [];
    }
  }
}

export async function readReport(file: vscode.Uri): Promise<Report> {
  const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8');
  return parseReport(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
