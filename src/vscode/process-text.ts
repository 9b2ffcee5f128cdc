import { basename } from 'node:path';
import type { NodeProcess } from './node-processes';

/** Options of Node whose value is an argument of its own. */
const OPTIONS_WITH_VALUE = new Set(['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file']);

/** The script and what follows it, without its folder; options of Node itself are left out. */
export function scriptOf(argv: readonly string[]): string {
  const script = scriptIndex(argv);
  return script < 0 ? argv.join(' ') : [basename(argv[script]!), ...argv.slice(script + 1)].join(' ');
}

/** `server.mjs (4711)`: what is kept of a process is named by. */
export function processName({ argv, pid }: NodeProcess): string {
  const script = scriptIndex(argv);
  return `${basename(argv[Math.max(0, script)] ?? '')} (${pid})`;
}

function scriptIndex(argv: readonly string[]): number {
  return argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-') && !OPTIONS_WITH_VALUE.has(argv[index - 1]!));
}
