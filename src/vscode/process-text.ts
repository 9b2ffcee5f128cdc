import { basename } from 'node:path';

/** Options of Node whose value is an argument of its own. */
const OPTIONS_WITH_VALUE = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file']);

/** The script and what follows it, without its folder; options of Node itself are left out. */
export function scriptOf(argv: readonly string[]): string {
  const script = argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-') && !OPTIONS_WITH_VALUE.has(argv[index - 1]!));
  return script < 0 ? argv.join(' ') : [basename(argv[script]!), ...argv.slice(script + 1)].join(' ');
}
