import { inspectModule, type Inspection } from '../toolkit/inspect';
import { openModuleFile } from '../toolkit/open-module';
import type { Command } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, moduleOptions } from './module-options';
import { requirePositional } from './option-parsing';
import { printJson, printRows } from './output';

export const inspectCommand: Command = {
  name: 'inspect',
  usage: 'inspect M.wasm',
  summary: 'Sections, sizes, producers, kinds of debug information, and what is wrong with them.',
  maxArguments: 1,
  options: MODULE_OPTIONS,
  optionHelp: MODULE_OPTION_HELP,
  async run({ positionals, values }) {
    const path = requirePositional(positionals, 0, 'the module');
    const inspection = inspectModule(path, await openModuleFile(path, moduleOptions(values)));
    if (values.flag('json')) printJson(inspection);
    else printRows(asText(inspection));
    return 0;
  },
};

function asText({ module, bytes, sections, debugInfo, problems, advice }: Inspection): string[] {
  const widest = Math.max(8, ...sections.map(({ name }) => name.length));
  const rows = sections.map((section) => `  ${section.name.padEnd(widest)} ${String(section.bytes).padStart(12)}  ${share(section.bytes, bytes)}`);
  const kinds = debugInfo.kinds.length > 0 ? debugInfo.kinds.join(', ') : 'none';
  const versions = debugInfo.dwarfVersions.length > 0 ? ` (version ${debugInfo.dwarfVersions.join(', ')})` : '';
  return [
    `${module}: ${bytes} bytes`,
    ...rows,
    `debug information: ${kinds}${versions}; ${debugInfo.units} units, ${debugInfo.functions} functions, ${debugInfo.lineRows} line rows`,
    ...problems.map((problem) => `problem: ${problem}`),
    ...(advice ? [advice] : []),
  ];
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1).padStart(5)} %`;
}
