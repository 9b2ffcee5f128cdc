import { wat } from '../toolkit/wat';
import type { Command } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, openAskedModule, pathPrefixes, tellCaveats } from './module-options';
import { print, printJson } from './output';

export const watCommand: Command = {
  name: 'wat',
  usage: 'wat M.wasm [FUNCTION]',
  summary: 'Disassembly with offsets, source lines interleaved; of one function by name or index, or of the module.',
  maxArguments: 2,
  options: MODULE_OPTIONS,
  optionHelp: MODULE_OPTION_HELP,
  async run(input) {
    const { positionals, values } = input;
    const symbols = await openAskedModule(input);
    const pieces = wat(symbols, positionals[1], pathPrefixes(values));
    if (values.flag('json')) printJson({ text: [...pieces].join('') });
    else for (const piece of pieces) print(piece);
    tellCaveats(symbols);
    return 0;
  },
};
