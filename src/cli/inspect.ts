import { plural } from '../findings/exporters/quantity';
import { findSymbols, type SymbolAnswer } from '../toolkit/find-symbols';
import { inspectModule, type Inspection } from '../toolkit/inspect';
import { openModuleFile } from '../toolkit/open-module';
import type { Command } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, moduleOptions, pathPrefixes, tellCaveats } from './module-options';
import { requirePositional } from './option-parsing';
import { printJson, printRows } from './output';

export const inspectCommand: Command = {
  name: 'inspect',
  usage: 'inspect M.wasm [--symbols QUERY]',
  summary: 'Sections, sizes, producers, kinds of debug information, and what is wrong with them.',
  maxArguments: 1,
  options: { ...MODULE_OPTIONS, symbols: { type: 'string' } },
  optionHelp: { ...MODULE_OPTION_HELP, 'symbols QUERY': 'instead: functions, types, globals and files whose name holds QUERY' },
  async run({ positionals, values }) {
    const path = requirePositional(positionals, 0, 'the module');
    const symbols = await openModuleFile(path, moduleOptions(values));
    const query = values.text('symbols');
    if (query !== undefined) {
      const answer = findSymbols(symbols, query, { prefixes: pathPrefixes(values) });
      if (values.flag('json')) printJson(answer);
      else printRows(symbolRows(answer));
      tellCaveats(symbols);
      return 0;
    }
    const inspection = inspectModule(path, symbols);
    if (values.flag('json')) printJson(inspection);
    else printRows(asText(inspection));
    return 0;
  },
};

function symbolRows({ query, symbols, complete }: SymbolAnswer): string[] {
  const rows = symbols.map(({ kind, name, file, line, offset }) => {
    const place = kind === 'file' || file === null ? '' : `  ${file}:${line}`;
    return `${kind.padEnd(8)} ${name}${place}${offset === null ? '' : `  0x${offset.toString(16)}`}`;
  });
  if (rows.length === 0) return [`no function, type, global or file has '${query}' in its name`];
  return complete ? rows : [...rows, '… and more: say more of the name'];
}

function asText({ module, bytes, sections, producers, buildId, debugInfo, problems, advice }: Inspection): string[] {
  const widest = Math.max(8, ...sections.map(({ name }) => name.length));
  const rows = sections.map((section) => `  ${section.name.padEnd(widest)} ${String(section.bytes).padStart(12)}  ${share(section.bytes, bytes)}`);
  const kinds = debugInfo.kinds.length > 0 ? debugInfo.kinds.join(', ') : 'none';
  const versions = debugInfo.dwarfVersions.length > 0 ? ` (version ${debugInfo.dwarfVersions.join(', ')})` : '';
  return [
    `${module}: ${bytes} bytes`,
    ...rows,
    ...(producers.length > 0 ? [`produced by: ${producers.map(({ name, version }) => `${name} ${version}`.trim()).join(', ')}`] : []),
    ...(buildId === null ? [] : [`build id: ${buildId}`]),
    `debug information: ${kinds}${versions}; ${plural(debugInfo.units, 'unit')}, ${plural(debugInfo.functions, 'function')}, ${plural(debugInfo.lineRows, 'line row')}`,
    ...problems.map((problem) => `problem: ${problem}`),
    ...(advice ? [advice] : []),
  ];
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1).padStart(5)} %`;
}
