import { moduleOffset } from '../base/offsets';
import { scope, type ScopeAnswer, type ScopeVariable } from '../toolkit/scope';
import { unknownPlace } from '../toolkit/unknown-place';
import type { Command } from './command';
import { locationWords } from './location-words';
import { MODULE_OPTIONS, MODULE_OPTION_HELP, openAskedModule, tellCaveats } from './module-options';
import { argumentsOrStdin, parseOffset } from './option-parsing';
import { printJson, printRows } from './output';

export const scopeCommand: Command = {
  name: 'scope',
  usage: 'scope M.wasm OFF…',
  summary: 'Which variables are in scope at an offset, innermost frame first.',
  maxArguments: Infinity,
  options: { ...MODULE_OPTIONS, globals: { type: 'boolean' } },
  optionHelp: { ...MODULE_OPTION_HELP, globals: 'globals and statics of the unit as well' },
  async run(input) {
    const { positionals, values } = input;
    const symbols = await openAskedModule(input);
    const offsets = (await argumentsOrStdin(positionals.slice(1), 'an offset')).map(parseOffset);
    const answers = scope(symbols, offsets, { globals: values.flag('globals') });
    if (values.flag('json')) printJson(answers);
    else printRows(answers.flatMap((answer) => asText(answer, () => unknownPlace(symbols, moduleOffset(answer.offset)))));
    tellCaveats(symbols);
    return 0;
  },
};

function asText({ offset, frames, globals }: ScopeAnswer, unknown: () => string): string[] {
  const rows = frames.flatMap((frame) => [`  ${frame.function}`, ...frame.variables.map(variableText)]);
  const shared = globals === undefined ? [] : ['  globals', ...globals.map(variableText)];
  return [`0x${offset.toString(16)}`, ...(rows.length > 0 ? rows : [`  ${unknown()}`]), ...shared];
}

function variableText({ name, type, kind, depth, location, available }: ScopeVariable): string {
  return `    ${'  '.repeat(depth)}${name}: ${type}  (${kind}, ${available ? locationWords(location) : 'optimised out here'})`;
}
