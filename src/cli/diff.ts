import { placeText } from '../findings/exporters/place-text';
import { atLeast, type Finding } from '../findings/finding';
import { diff, type ProfileDifference, type ReportDifference } from '../toolkit/diff';
import type { Command } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, moduleOptions } from './module-options';
import { parsePathMap, parseSeverity, requirePositional } from './option-parsing';
import { printJson, printRows, tell } from './output';

const SHOWN_FUNCTIONS = 20;

/** Below a thousandth of the time a change is the sampler's. */
const SHOWN_MS_PER_SECOND = 1;

export const diffCommand: Command = {
  name: 'diff',
  usage: 'diff BEFORE AFTER',
  summary: 'Two profiles, function by function, or two reports (check --json), rule by rule.',
  maxArguments: 2,
  options: { ...MODULE_OPTIONS, module: { type: 'string', multiple: true }, 'fail-on': { type: 'string' } },
  optionHelp: {
    'module FILE': 'profiles: a module that was recorded (repeatable)',
    'fail-on LEVEL': 'reports: note, warning (default) or error: from where on a new finding makes the exit code 2',
    ...MODULE_OPTION_HELP,
  },
  async run({ positionals, values }) {
    const failOn = parseSeverity(values.text('fail-on') ?? 'warning');
    const [before, after] = [requirePositional(positionals, 0, 'the earlier profile or report'), requirePositional(positionals, 1, 'the later profile or report')];
    const { difference, warnings } = await diff(before, after, { ...moduleOptions(values), modulePaths: values.list('module'), pathMap: parsePathMap(values.list('path-map')) });
    for (const warning of warnings) tell(`wasmscope: ${warning}`);
    if (values.flag('json')) printJson(difference);
    else printRows(difference.kind === 'profile' ? profileRows(difference) : reportRows(difference));
    return difference.kind === 'report' && difference.appeared.some(({ severity }) => atLeast(severity, failOn)) ? 2 : 0;
  },
};

function profileRows({ unit, before, after, functions }: ProfileDifference): string[] {
  const seconds = unit === 'bytes' ? ({ durationMs: bytes }: ProfileDifference['before']): string => `${(bytes / 2 ** 20).toFixed(1)} MB allocated` : ({ durationMs, samples }: ProfileDifference['before']): string => `${(durationMs / 1_000).toFixed(1)} s, ${samples} samples`;
  const changed = functions.filter(({ selfMsPerSecond, totalMsPerSecond }) => Math.max(Math.abs(selfMsPerSecond.change), Math.abs(totalMsPerSecond.change)) >= SHOWN_MS_PER_SECOND);
  const rows = changed.slice(0, SHOWN_FUNCTIONS).map(({ function: name, file, line, selfMsPerSecond: self, totalMsPerSecond: total }) => {
    const numbers = [self.before, self.after].map(ms).join(' ');
    return `${numbers} ${signed(self.change)} ${signed(total.change)}  ${name}${file === null ? '' : `  ${file}:${line}`}`;
  });
  const heading = [unit === 'bytes' ? 'self B' : 'self ms/s', 'then', 'change', 'of total'].map((title) => title.padStart(9)).join(' ');
  return [`before: ${seconds(before)}; after: ${seconds(after)}`, ...(rows.length > 0 ? [heading, ...rows] : [`no function changed by a ${unit === 'bytes' ? 'byte' : 'millisecond a second'} or more`])];
}

function reportRows({ rules, appeared, gone, stayed }: ReportDifference): string[] {
  const part = (title: string, findings: readonly Finding[]): string[] => (findings.length === 0 ? [] : [title, ...findings.map(({ rule, at, message }) => `  ${rule}${at ? `  ${placeText(at, process.cwd())}` : ''}  ${message}`)]);
  const rows = rules.map(({ rule, before, after }) => `${String(before).padStart(5)} ${String(after).padStart(5)}  ${rule}`);
  return [...(rows.length === 0 ? ['neither report has a finding'] : ['before after  rule', ...rows]), ...part('new:', appeared), ...part('gone:', gone), ...part('still there:', stayed)];
}

const ms = (value: number): string => value.toFixed(1).padStart(9);
const signed = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(1)}`.padStart(9);
