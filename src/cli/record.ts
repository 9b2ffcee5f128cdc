import type { Profile } from '../profile/profile';
import { encodeProfile, profileFormat, type ProfileFormat } from '../toolkit/encode-profile';
import { visibleText } from '../base/visible-text';
import type { LiveMoment } from '../profile/live-moment';
import { record } from '../toolkit/record';
import { withoutKnown } from '../toolkit/record-summary';
import { parseUntil } from '../toolkit/until-condition';
import { UserError } from '../base/user-error';
import type { Command } from './command';
import { allocationRows, hotRows } from './hot-rows';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, moduleOptions } from './module-options';
import { parseDuration, parsePathMap, parsePrice, parseLent, parseTarget } from './option-parsing';
import { readText } from './read-text';
import { liveRow } from './live-row';
import { follow, printJson, printJsonLine, printRows, tell } from './output';
import { keepFile, requireWritable } from './write-file';

export const recordCommand: Command = {
  name: 'record',
  usage: 'record (--pid N | --port P | --url URL | -- node app.js …) [--for 10s] [-o FILE]',
  summary: 'A profile of a program at its own speed, down to Rust and C lines; the debugger stays off while measuring.',
  maxArguments: 0,
  options: {
    ...MODULE_OPTIONS,
    pid: { type: 'string' },
    port: { type: 'string' },
    url: { type: 'string' },
    lent: { type: 'string' },
    reload: { type: 'boolean' },
    for: { type: 'string' },
    output: { type: 'string', short: 'o' },
    format: { type: 'string' },
    module: { type: 'string', multiple: true },
    interval: { type: 'string' },
    price: { type: 'string' },
    baseline: { type: 'string' },
    'no-debugger-window': { type: 'boolean' },
    'no-wasm-inlining': { type: 'boolean' },
    lines: { type: 'boolean' },
    heap: { type: 'string' },
    'no-children': { type: 'boolean' },
    live: { type: 'boolean' },
    until: { type: 'string' },
    keep: { type: 'string' },
  },
  optionHelp: {
    'pid N': 'attach to a running Node process',
    'port P': 'attach to an open inspector port ([host:]port); with --url a browser\'s',
    'url URL': 'open a page in Chrome or Chromium (CHROME_PATH), without a window; with --port one that is open in that browser',
    'lent WS_URL': 'a page that another debugger has, by the session that it lends (a CDP proxy of the JavaScript debugger); - reads it from stdin, and then those of its workers',
    reload: 'with --lent: load the page again, to see it from its start',
    'for 10s': 'how long to measure; default: a launched program until it exits, an attached one or a page 10 s',
    'output FILE (-o)': 'where to write the profile',
    'format NAME': 'cpuprofile, pprof, speedscope, chrome-trace or folded; default by the file name',
    'module FILE': 'a module that may be the one that runs (repeatable)',
    'interval 1ms': 'time between two samples; default 1 ms',
    'baseline FILE': 'an earlier summary in JSON: what was as hot there is not shown again',
    'price LIST': 'cpu-hour=N,currency=C: what the sampled time costs',
    'no-debugger-window': 'never turn the debugger on, not even for a moment after measuring',
    'until COND': 'end when it is met, and keep the last moments: loop-delay>200ms, cpu>90%, rss>800MB, heap>…, external>…',
    'keep 10s': 'with --until: how much of the time before is kept',
    'no-children': 'leave Node processes alone that the program starts',
    'heap FILE': 'sample JavaScript allocations beside, into a .heapprofile, .pb.gz, .speedscope.json or .folded; with --until those still alive',
    live: 'tell each second how it stands: hot functions, processor, memory; with --json a line each, the summary last',
    lines: 'launch: count how often each Wasm line runs and share time out over the lines; costs speed',
    'no-wasm-inlining': 'launch: keep inlined Wasm functions apart; costs speed',
    ...MODULE_OPTION_HELP,
  },
  async run({ values, command }) {
    const path = values.text('output');
    const format = path === undefined ? undefined : profileFormat(path, values.text('format'), 'milliseconds');
    const heapPath = values.text('heap');
    const heapFormat = heapPath === undefined ? undefined : profileFormat(heapPath, undefined, 'bytes');
    for (const each of [path, heapPath]) if (each !== undefined) requireWritable(each);
    const duration = values.text('for');
    const until = values.text('until');
    const keep = values.text('keep');
    if (keep !== undefined && until === undefined) throw new UserError('--keep goes with --until: a recording without a condition is kept whole');
    const interval = values.text('interval');
    const price = values.text('price');
    const baseline = values.text('baseline');
    const earlier = baseline === undefined ? undefined : readText(baseline, 'the baseline');
    const lent = values.text('lent');
    const target = lent === undefined ? parseTarget({ values, command }) : await parseLent(lent, values.flag('reload'));
    const { profile, allocations, summary: full, startedAtMs, end, warnings } = await follow(
      record({
        target,
        ...moduleOptions(values),
        modulePaths: values.list('module'),
        debuggerWindow: !values.flag('no-debugger-window'),
        withoutInlining: values.flag('no-wasm-inlining'),
        lines: values.flag('lines'),
        heap: heapPath !== undefined,
        children: !values.flag('no-children'),
        pathMap: parsePathMap(values.list('path-map')),
        onOutput: (text) => void process.stderr.write(text),
        ...(values.flag('live') ? { onMoment: values.flag('json') ? printJsonLine : (moment: LiveMoment) => tell(visibleText(liveRow(moment))) } : {}),
        ...(duration === undefined ? {} : { durationMs: parseDuration(duration) }),
        ...(until === undefined ? {} : { until: parseUntil(until) }),
        ...(keep === undefined ? {} : { keepMs: parseDuration(keep) }),
        ...(price === undefined ? {} : { price: parsePrice(price) }),
        ...(interval === undefined ? {} : { samplingIntervalUs: Math.round(parseDuration(interval) * 1_000) }),
      }),
    );
    for (const warning of warnings) tell(`wasmscope: ${warning}`);
    if (end.exitCode) tell(`wasmscope: the program ended with exit code ${end.exitCode}`);
    const { summary, known } = earlier === undefined ? { summary: full, known: 0 } : withoutKnown(full, earlier);
    if (known > 0) tell(`${known} functions as hot as before left out (baseline ${baseline})`);
    if (values.flag('json')) (values.flag('live') ? printJsonLine : printJson)(summary);
    else printRows([...hotRows(summary), ...(summary.inliningOn ? [INLINED] : []), ...(summary.allocations ? ['', ...allocationRows(summary.allocations)] : [])]);
    const name = target.kind === 'launch' ? target.argv.join(' ') : target.kind === 'url' ? target.url : 'service';
    const write = (to: string | undefined, as: ProfileFormat | undefined, of: Profile | undefined): boolean => to === undefined || as === undefined || !of || keepFile(to, encodeProfile(of, as, { name, startedAtMs }));
    const wrote = [write(path, format, profile), write(heapPath, heapFormat, allocations)];
    return wrote.every(Boolean) ? 0 : 1;
  },
};

const INLINED = 'V8 inlined Wasm functions into each other: an inlined one counts for its caller (--no-wasm-inlining on launch keeps them apart).';
