import { openModuleFile } from '../toolkit/open-module';
import { wat } from '../toolkit/wat';
import type { Command } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, moduleOptions } from './module-options';
import { requirePositional } from './option-parsing';
import { print, printJson } from './output';

export const watCommand: Command = {
  name: 'wat',
  usage: 'wat M.wasm [FUNCTION]',
  summary: 'Disassembly with offsets, source lines interleaved; of one function by name or index, or of the module.',
  options: MODULE_OPTIONS,
  optionHelp: MODULE_OPTION_HELP,
  async run({ positionals, values }) {
    const symbols = await openModuleFile(requirePositional(positionals, 0, 'the module'), moduleOptions(values));
    const pieces = wat(symbols, positionals[1]);
    if (values.flag('json')) printJson({ text: [...pieces].join('') });
    else for (const piece of pieces) print(piece);
    return 0;
  },
};
