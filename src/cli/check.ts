import { readBaseline, withoutKnown, type Baseline } from '../findings/baseline';
import { toHtml } from '../findings/exporters/html';
import { toJson } from '../findings/exporters/json';
import { plural } from '../findings/exporters/quantity';
import { toSarif } from '../findings/exporters/sarif';
import { toText } from '../findings/exporters/text';
import { atLeast, type Report, type Severity } from '../findings/finding';
import { withoutIgnored } from '../findings/ignore-comment';
import { check, type CheckResult } from '../toolkit/check';
import { SourceLines } from '../toolkit/source-lines';
import { parseUntil } from '../toolkit/until-condition';
import type { Command, ExitCode, OptionValues } from './command';
import { parseDuration, parsePathMap, parseLent, parsePrice, parseSeverity, parseTarget } from './option-parsing';
import { colourWanted, follow, print, tell, terminalColumns } from './output';
import { readText } from './read-text';
import { requireWritable, writeFile } from './write-file';

/** Options of every command that ends in a report. */
export const REPORT_OPTIONS = {
  json: { type: 'boolean' },
  html: { type: 'string' },
  sarif: { type: 'string' },
  baseline: { type: 'string' },
  'fail-on': { type: 'string' },
  price: { type: 'string' },
  'path-map': { type: 'string', multiple: true },
} as const;

export const REPORT_OPTION_HELP = {
  json: 'the report as JSON on stdout, and nothing else there',
  'html FILE': 'write the report as one self-contained page',
  'sarif FILE': 'write the findings as SARIF 2.1.0',
  'baseline FILE': 'a report in JSON: its findings are known and not reported again',
  'fail-on LEVEL': 'note, warning (default) or error: from where on the exit code is 2',
  'price LIST': 'cpu-hour=N,gb-hour=N,currency=C: prices findings',
  'path-map FROM=TO': 'where a folder that the compiler wrote stands here (repeatable)',
} as const;

export const checkCommand: Command = {
  name: 'check',
  usage: 'check (--pid N | --port P | --url URL | -- node app.js …) [--for 10s] [--html F] [--sarif F] [--trace F] [--fail-on warning]',
  summary: 'Watch a service, find misused async boundaries, leaks, slow hand-offs and cache faults, and report them.',
  maxArguments: 0,
  options: { ...REPORT_OPTIONS, pid: { type: 'string' }, port: { type: 'string' }, url: { type: 'string' }, lent: { type: 'string' }, reload: { type: 'boolean' }, for: { type: 'string' }, until: { type: 'string' }, trace: { type: 'string' } },
  optionHelp: {
    'pid N': 'attach to a running Node process',
    'port P': 'attach to an open inspector port ([host:]port); with --url a browser\'s',
    'url URL': 'open a page in Chrome or Chromium (CHROME_PATH), without a window; with --port in a new tab of that browser',
    'lent WS_URL': 'a page that another debugger has, by the session that it lends (a CDP proxy of the JavaScript debugger); - reads it from stdin, and then those of its workers',
    reload: 'with --lent: load the page again, to see it from its start',
    'for 10s': 'how long to watch; default: a launched program until it exits, an attached one or a page 10 s',
    'until COND': 'end when it is met: loop-delay>200ms, cpu>90%, rss>800MB, heap>500MB, external>300MB',
    'trace FILE': 'record what was seen, for: wasmscope report FILE (.gz is compressed)',
    ...REPORT_OPTION_HELP,
  },
  async run({ values, command }) {
    const duration = values.text('for');
    const until = values.text('until');
    const price = values.text('price');
    const tracePath = values.text('trace');
    const publication = publicationOf(values);
    for (const path of [publication.htmlPath, publication.sarifPath]) if (path !== undefined) requireWritable(path);
    const lent = values.text('lent');
    const deed = check({
      target: lent === undefined ? parseTarget({ values, command }) : await parseLent(lent, values.flag('reload')),
      onOutput: (text) => void process.stderr.write(text),
      pathMap: parsePathMap(values.list('path-map')),
      ...(duration === undefined ? {} : { durationMs: parseDuration(duration) }),
      ...(until === undefined ? {} : { until: parseUntil(until) }),
      ...(price === undefined ? {} : { price: parsePrice(price) }),
      ...(tracePath === undefined ? {} : { tracePath }),
    });
    return publish(await follow(deed), publication);
  },
};

/** How a report is to be published, read before the deed begins: a mistake is told at once, not after ten minutes of watching. */
export interface Publication {
  readonly json: boolean;
  readonly failOn: Severity;
  readonly htmlPath: string | undefined;
  readonly sarifPath: string | undefined;
  readonly baseline: { readonly path: string; readonly known: Baseline } | undefined;
}

export function publicationOf(values: OptionValues): Publication {
  const path = values.text('baseline');
  return {
    json: values.flag('json'),
    failOn: parseSeverity(values.text('fail-on') ?? 'warning'),
    htmlPath: values.text('html'),
    sarifPath: values.text('sarif'),
    baseline: path === undefined ? undefined : { path, known: readBaseline(readText(path, 'the baseline'), process.cwd()) },
  };
}

/**
 * Writes the report wherever it was asked for. The exit code says whether there is something to mend, or that a file
 * which was asked for is not there.
 */
export function publish({ report: full, warnings, traceProblem }: CheckResult, { json, failOn, htmlPath, sarifPath, baseline }: Publication): ExitCode {
  for (const warning of [...warnings, ...(traceProblem === null ? [] : [traceProblem])]) tell(`wasmscope: ${warning}`);
  const wanted = leaveOutIgnored(full);
  const report = baseline === undefined ? wanted : leaveOutKnown(wanted, baseline);
  const root = process.cwd();
  print(json ? toJson(report) : toText(report, { colour: colourWanted(), root, columns: terminalColumns() }));
  const written = [
    traceProblem === null,
    htmlPath === undefined || writeFile(htmlPath, toHtml(report, { root })),
    sarifPath === undefined || writeFile(sarifPath, toSarif(report, { root })),
  ];
  if (written.includes(false)) return 1;
  return report.findings.some((finding) => atLeast(finding.severity, failOn)) ? 2 : 0;
}

function leaveOutIgnored(full: Report): Report {
  const lines = new SourceLines();
  const { report, ignored } = withoutIgnored(full, (file, line) => lines.at(file, line));
  if (ignored > 0) tell(`${plural(ignored, 'finding')} left out (wasmscope-ignore-next-line)`);
  return report;
}

function leaveOutKnown(full: Report, { path, known: baseline }: NonNullable<Publication['baseline']>): Report {
  const { report, known } = withoutKnown(full, baseline, process.cwd());
  if (known > 0) tell(`${known} known findings left out (baseline ${path})`);
  return report;
}
