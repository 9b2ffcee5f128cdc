import { verdict } from '../findings/exporters/verdict';
import type { Report } from '../findings/finding';
import { scriptOf } from './process-text';

/** `server.mjs: 1 error, 2 warnings`: what was watched, and what came of it. */
export function reportTitle(report: Report): string {
  const { command, pid } = report.target;
  const what = command === null ? (pid === null ? '' : String(pid)) : scriptOf(command.split(' ')).split(' ')[0]!;
  return [what, verdict(report)].filter(Boolean).join(': ');
}
