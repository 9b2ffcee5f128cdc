import { locate, type LocatedLine } from '../toolkit/locate';
import type { Command } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, openAskedModule, pathPrefixes, tellCaveats } from './module-options';
import { argumentsOrStdin, parseFileLine } from './option-parsing';
import { printJson, printRows } from './output';

export const locateCommand: Command = {
  name: 'locate',
  usage: 'locate M.wasm FILE:LINE[:COLUMN]…',
  summary: 'Where a breakpoint on a source line would sit.',
  maxArguments: Infinity,
  options: MODULE_OPTIONS,
  optionHelp: MODULE_OPTION_HELP,
  async run(input) {
    const { positionals, values } = input;
    const symbols = await openAskedModule(input);
    const places = (await argumentsOrStdin(positionals.slice(1), 'FILE:LINE')).map(parseFileLine);
    const answers = locate(symbols, places, pathPrefixes(values));
    if (values.flag('json')) printJson(answers);
    else printRows(answers.map(asText));
    tellCaveats(symbols);
    return 0;
  },
};

function asText({ requested, resolved, offsets }: LocatedLine): string {
  const where = resolved ? `${resolved.file}:${resolved.line} at ${offsets.map((offset) => `0x${offset.toString(16)}`).join(' ')}` : 'no code there';
  return `${requested.file}:${requested.line}${requested.column === undefined ? '' : `:${requested.column}`}  ${where}`;
}
