import { writeFileSync } from 'node:fs';
import { UserError, messageFor } from '../base/user-error';
import { readBaseline, withoutKnown } from '../findings/baseline';
import { toHtml } from '../findings/exporters/html';
import { toJson } from '../findings/exporters/json';
import { toSarif } from '../findings/exporters/sarif';
import { toText } from '../findings/exporters/text';
import { atLeast, type Report, type Severity } from '../findings/finding';
import { check, type CheckResult } from '../toolkit/check';
import type { Command, ExitCode, OptionValues } from './command';
import { parseDuration, parsePathMap, parsePrice, parseTarget } from './option-parsing';
import { colourWanted, follow, print, tell } from './output';
import { readText } from './read-text';

/** Options of every command that ends in a report. */
export const REPORT_OPTIONS = {
  json: { type: 'boolean' },
  html: { type: 'string' },
  sarif: { type: 'string' },
  baseline: { type: 'string' },
  'fail-on': { type: 'string' },
  'path-map': { type: 'string', multiple: true },
} as const;

export const REPORT_OPTION_HELP = {
  json: 'the report as JSON on stdout, and nothing else there',
  'html FILE': 'write the report as one self-contained page',
  'sarif FILE': 'write the findings as SARIF 2.1.0',
  'baseline FILE': 'a report in JSON: its findings are known and not reported again',
  'fail-on LEVEL': 'note, warning (default) or error: from where on the exit code is 2',
  'path-map FROM=TO': 'where a folder that the compiler wrote stands here (repeatable)',
} as const;

export const checkCommand: Command = {
  name: 'check',
  usage: 'check (--pid N | --port P | -- node app.js …) [--for 10s] [--html F] [--sarif F] [--trace F] [--fail-on warning]',
  summary: 'Watch a service, find misused async boundaries, leaks, slow hand-offs and cache faults, and report them.',
  options: { ...REPORT_OPTIONS, pid: { type: 'string' }, port: { type: 'string' }, for: { type: 'string' }, trace: { type: 'string' }, price: { type: 'string' } },
  optionHelp: {
    'pid N': 'attach to a running Node process',
    'port P': 'attach to an open inspector port ([host:]port)',
    'for 10s': 'how long to watch; default: a launched program until it exits, an attached one 10 s',
    'trace FILE': 'record what was seen, for: wasmscope report FILE (.gz is compressed)',
    'price LIST': 'cpu-hour=N,gb-hour=N,currency=C: prices findings',
    ...REPORT_OPTION_HELP,
  },
  async run({ values, command }) {
    const duration = values.text('for');
    const price = values.text('price');
    const tracePath = values.text('trace');
    const failOn = parseSeverity(values.text('fail-on') ?? 'warning');
    const deed = check({
      target: parseTarget({ values, command }),
      onOutput: (text) => void process.stderr.write(text),
      pathMap: parsePathMap(values.list('path-map')),
      ...(duration === undefined ? {} : { durationMs: parseDuration(duration) }),
      ...(price === undefined ? {} : { price: parsePrice(price) }),
      ...(tracePath === undefined ? {} : { tracePath }),
    });
    return publish(await follow(deed), values, failOn);
  },
};

/** Writes the report wherever it was asked for; the exit code says whether there is something to mend. */
export function publish({ report: full, warnings }: CheckResult, values: OptionValues, failOn: Severity): ExitCode {
  for (const warning of warnings) tell(`wasmscope: ${warning}`);
  const baseline = values.text('baseline');
  const report = baseline === undefined ? full : leaveOutKnown(full, baseline);
  const html = values.text('html');
  const sarif = values.text('sarif');
  print(values.flag('json') ? toJson(report) : toText(report, { colour: colourWanted(), root: process.cwd() }));
  if (html !== undefined) write(html, toHtml(report));
  if (sarif !== undefined) write(sarif, toSarif(report));
  return report.findings.some((finding) => atLeast(finding.severity, failOn)) ? 2 : 0;
}

function leaveOutKnown(full: Report, path: string): Report {
  const root = process.cwd();
  const { report, known } = withoutKnown(full, readBaseline(readText(path, 'the baseline'), root), root);
  if (known > 0) tell(`${known} known findings left out (baseline ${path})`);
  return report;
}

export function parseSeverity(text: string): Severity {
  if (text === 'note' || text === 'warning' || text === 'error') return text;
  throw new UserError(`--fail-on: '${text}' is no severity; one of note, warning, error`);
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
    tell(`wrote ${path}`);
  } catch (error) {
    throw new UserError(`cannot write ${path}: ${messageFor(error)}`);
  }
}
