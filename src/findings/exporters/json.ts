import type { Report } from '../finding';

/** The report as the document of `--json`: its shape is the contract of docs/report.md. */
export function toJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
