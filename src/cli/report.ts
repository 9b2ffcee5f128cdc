import { reportFromTrace } from '../toolkit/report-from-trace';
import { REPORT_OPTIONS, REPORT_OPTION_HELP, parseSeverity, publish } from './check';
import type { Command } from './command';
import { parsePathMap, requirePositional } from './option-parsing';
import { follow } from './output';

export const reportCommand: Command = {
  name: 'report',
  usage: 'report TRACE [--html F] [--sarif F] [--fail-on warning]',
  summary: 'The same report from a recorded trace.',
  options: REPORT_OPTIONS,
  optionHelp: REPORT_OPTION_HELP,
  async run({ positionals, values }) {
    const failOn = parseSeverity(values.text('fail-on') ?? 'warning');
    const path = requirePositional(positionals, 0, 'the trace file');
    return publish(await follow(reportFromTrace(path, parsePathMap(values.list('path-map')))), values, failOn);
  },
};
