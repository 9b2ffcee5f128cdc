import { openModuleFile } from '../toolkit/open-module';
import { scope, type ScopeAnswer } from '../toolkit/scope';
import type { Command } from './command';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, moduleOptions } from './module-options';
import { argumentsOrStdin, parseOffset, requirePositional } from './option-parsing';
import { print, printJson } from './output';

export const scopeCommand: Command = {
  name: 'scope',
  usage: 'scope M.wasm OFF…',
  summary: 'Which variables are in scope at an offset, innermost frame first.',
  options: { ...MODULE_OPTIONS, globals: { type: 'boolean' } },
  optionHelp: { ...MODULE_OPTION_HELP, globals: 'globals and statics of the unit as well' },
  async run({ positionals, values }) {
    const symbols = await openModuleFile(requirePositional(positionals, 0, 'the module'), moduleOptions(values));
    const offsets = (await argumentsOrStdin(positionals.slice(1))).map(parseOffset);
    const answers = scope(symbols, offsets, { globals: values.flag('globals') });
    if (values.flag('json')) printJson(answers);
    else print(answers.map(asText).join('\n'));
    return 0;
  },
};

function asText({ offset, frames }: ScopeAnswer): string {
  const rows = frames.flatMap((frame) => [
    `  ${frame.function}`,
    ...frame.variables.map((variable) => `    ${'  '.repeat(variable.depth)}${variable.name}: ${variable.type}  (${variable.kind}, ${variable.available ? variable.location : 'optimised out here'})`),
  ]);
  return [`0x${offset.toString(16)}`, ...(rows.length > 0 ? rows : ['  nothing is known of this offset'])].join('\n');
}
