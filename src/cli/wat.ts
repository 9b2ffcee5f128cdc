import { moduleText } from '../toolkit/module-text';
import { wat } from '../toolkit/wat';
import type { Command } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, openAskedModule, pathPrefixes, tellCaveats } from './module-options';
import { print, printJson } from './output';

export const watCommand: Command = {
  name: 'wat',
  usage: 'wat M.wasm [FUNCTION]',
  summary: 'Disassembly with offsets, source lines interleaved; of one function by name or index, or of the module.',
  maxArguments: 2,
  options: { ...MODULE_OPTIONS, plain: { type: 'boolean' } },
  optionHelp: { plain: 'without offsets and source lines: what an assembler reads', ...MODULE_OPTION_HELP },
  async run(input) {
    const { positionals, values } = input;
    const symbols = await openAskedModule(input);
    const [, wanted] = positionals;
    const plain = values.flag('plain');
    const pieces = wanted === undefined ? moduleText(symbols, { paths: pathPrefixes(values), plain }) : wat(symbols, wanted, pathPrefixes(values), plain);
    let text = '';
    for await (const piece of pieces) {
      if (values.flag('json')) text += piece;
      else print(piece);
    }
    if (values.flag('json')) printJson({ text });
    tellCaveats(symbols);
    return 0;
  },
};
