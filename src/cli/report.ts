import { reportFromTrace } from '../toolkit/report-from-trace';
import { REPORT_OPTIONS, REPORT_OPTION_HELP, publicationOf, publish } from './check';
import type { Command } from './command';
import { parsePathMap, parsePrice, requirePositional } from './option-parsing';
import { follow } from './output';

export const reportCommand: Command = {
  name: 'report',
  usage: 'report TRACE [--html F] [--sarif F] [--fail-on warning]',
  summary: 'The same report from a recorded trace.',
  maxArguments: 1,
  options: REPORT_OPTIONS,
  optionHelp: REPORT_OPTION_HELP,
  async run({ positionals, values }) {
    const publication = publicationOf(values);
    const price = values.text('price');
    const path = requirePositional(positionals, 0, 'the trace file');
    return publish(await follow(reportFromTrace(path, { pathMap: parsePathMap(values.list('path-map')), ...(price === undefined ? {} : { price: parsePrice(price) }) })), publication);
  },
};
