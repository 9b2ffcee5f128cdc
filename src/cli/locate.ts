import { locate } from '../toolkit/locate';
import { openModuleFile } from '../toolkit/open-module';
import type { Command } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, moduleOptions } from './module-options';
import { argumentsOrStdin, parseFileLine, requirePositional } from './option-parsing';
import { print, printJson } from './output';

export const locateCommand: Command = {
  name: 'locate',
  usage: 'locate M.wasm FILE:LINE…',
  summary: 'Where a breakpoint on a source line would sit.',
  options: MODULE_OPTIONS,
  optionHelp: MODULE_OPTION_HELP,
  async run({ positionals, values }) {
    const symbols = await openModuleFile(requirePositional(positionals, 0, 'the module'), moduleOptions(values));
    const places = (await argumentsOrStdin(positionals.slice(1))).map(parseFileLine);
    const answers = locate(symbols, places);
    if (values.flag('json')) printJson(answers);
    else {
      for (const { requested, resolved, offsets } of answers) {
        const where = resolved ? `${resolved.file}:${resolved.line} at ${offsets.map((offset) => `0x${offset.toString(16)}`).join(' ')}` : 'no code there';
        print(`${requested.file}:${requested.line}  ${where}`);
      }
    }
    return 0;
  },
};
