import * as vscode from 'vscode';
import type { Finding, FindingPlace, Report, Severity } from '../findings/finding';
import { inReadingOrder } from '../findings/finding-order';
import { findingText } from './finding-text';
import { isAbsolutePath, isFile, rangeOf } from './open-place';

const SEVERITIES: Record<Severity, vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error, warning: vscode.DiagnosticSeverity.Warning, note: vscode.DiagnosticSeverity.Information,
};

export const DIAGNOSTIC_SOURCE = 'Wasmscope';

/** The last report's findings in the Problems panel, and the report itself for whoever shows it otherwise. A finding without a file on this machine stands in the report only. */
export class Problems implements vscode.Disposable {
  /** The report whose findings are shown. */
  shown: Report | undefined;
  private readonly collection = vscode.languages.createDiagnosticCollection('wasmscope');
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  async show(report: Report): Promise<void> {
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const finding of inReadingOrder(report.findings)) {
      if (!finding.at || !(await isHere(finding.at))) continue;
      const list = byFile.get(finding.at.file) ?? [];
      byFile.set(finding.at.file, [...list, await diagnostic(finding, finding.at)]);
    }
    this.collection.clear();
    for (const [file, diagnostics] of byFile) this.collection.set(vscode.Uri.file(file), diagnostics);
    this.tell(report);
  }

  /** The finding that a diagnostic of ours stands for: the editor hands out copies, moved with their text. */
  findingOf(uri: vscode.Uri, { code, message }: vscode.Diagnostic): Finding | undefined {
    return this.shown?.findings.find((finding) => finding.rule === code && finding.at !== null && vscode.Uri.file(finding.at.file).toString() === uri.toString() && messageOf(finding) === message);
  }

  /** Takes a finding away that is not wanted any more. */
  async withdraw(finding: Finding): Promise<void> {
    if (this.shown) await this.show({ ...this.shown, findings: this.shown.findings.filter((each) => each !== finding) });
  }

  clear(): void {
    this.collection.clear();
    this.tell(undefined);
  }

  private tell(shown: Report | undefined): void {
    this.shown = shown;
    void vscode.commands.executeCommand('setContext', 'wasmscope.findingsShown', shown !== undefined);
    this.changed.fire();
  }

  dispose(): void {
    this.collection.dispose();
    this.changed.dispose();
  }
}

function messageOf({ message, remedy }: Finding): string {
  return `${findingText(message)}\n${findingText(remedy)}`;
}

async function diagnostic(finding: Finding, at: FindingPlace): Promise<vscode.Diagnostic> {
  const result = new vscode.Diagnostic(rangeOf(at), messageOf(finding), SEVERITIES[finding.severity]);
  result.source = DIAGNOSTIC_SOURCE;
  result.code = finding.rule;
  const related = await Promise.all(finding.related.map(async (each) => ((await isHere(each.at)) ? each : null)));
  result.relatedInformation = related.filter((each) => each !== null).map(({ message, at: place }) =>
    new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(place.file), rangeOf(place)), findingText(message)));
  return result;
}

function isHere({ file, line }: FindingPlace): Promise<boolean> | false {
  return line > 0 && isAbsolutePath(file) && isFile(vscode.Uri.file(file));
}
