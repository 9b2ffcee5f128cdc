import { basename } from 'node:path';
import { convert } from '../toolkit/convert';
import { encodeProfile, profileFormat } from '../toolkit/encode-profile';
import { summariseAllocations, summariseProfile } from '../toolkit/record-summary';
import type { Command } from './command';
import { allocationRows, hotRows } from './hot-rows';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, moduleOptions } from './module-options';
import { parsePathMap, requirePositional } from './option-parsing';
import { follow, printJson, printRows, tell } from './output';
import { requireWritable, writeFile } from './write-file';

export const convertCommand: Command = {
  name: 'convert',
  usage: 'convert PROFILE --module M.wasm -o FILE',
  summary: 'A profile recorded elsewhere, symbolicated, in another format. Without -o: what is hot in it.',
  maxArguments: 1,
  options: { ...MODULE_OPTIONS, module: { type: 'string', multiple: true }, output: { type: 'string', short: 'o' }, format: { type: 'string' } },
  optionHelp: {
    'module FILE': 'a module that was recorded: names its functions as the source does (repeatable)',
    'output FILE (-o)': 'where to write the profile',
    'format NAME': 'cpuprofile, pprof, speedscope, chrome-trace or folded; default by the file name',
    ...MODULE_OPTION_HELP,
  },
  async run({ positionals, values }) {
    const source = requirePositional(positionals, 0, 'the profile');
    const path = values.text('output');
    const show = <Summary>(summary: Summary, rows: (of: Summary) => string[]): void => {
      if (values.flag('json')) printJson(summary);
      else if (path === undefined) printRows(rows(summary));
    };
    if (path !== undefined) requireWritable(path);
    const { profile, warnings } = await follow(convert(source, { ...moduleOptions(values), modulePaths: values.list('module'), pathMap: parsePathMap(values.list('path-map')) }));
    for (const warning of warnings) tell(`wasmscope: ${warning}`);
    const format = path === undefined ? undefined : profileFormat(path, values.text('format'), profile.unit);
    if (profile.unit === 'bytes') show(summariseAllocations(profile), allocationRows);
    else show(summariseProfile(profile), hotRows);
    if (path === undefined || format === undefined) return 0;
    return writeFile(path, encodeProfile(profile, format, { name: basename(source), startedAtMs: Date.now() })) ? 0 : 1;
  },
};
