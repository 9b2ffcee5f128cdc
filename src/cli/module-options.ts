import { caveats } from '../toolkit/inspect';
import { openModuleFile, type OpenModuleOptions } from '../toolkit/open-module';
import { PathPrefixes } from '../toolkit/path-prefixes';
import type { CommandInput, OptionValues } from './command';
import { parsePathMap, requirePositional } from './option-parsing';
import { tell } from './output';

/** Options of every command that reads a module: where its debug information may lie beside it. */
export const MODULE_OPTIONS = {
  json: { type: 'boolean' },
  'debug-file': { type: 'string', multiple: true },
  'debug-dir': { type: 'string', multiple: true },
  'path-map': { type: 'string', multiple: true },
} as const;

export const MODULE_OPTION_HELP = {
  json: 'one JSON document on stdout, and nothing else there',
  'debug-file FILE': 'separate debug information: external DWARF, .dwo, .dwp, source map (repeatable)',
  'debug-dir DIR': 'a folder to look for it in, matched by build id or content (repeatable)',
  'path-map FROM=TO': 'where a folder that the compiler wrote stands here (repeatable)',
} as const;

export function moduleOptions(values: OptionValues): OpenModuleOptions {
  return { debugFiles: values.list('debug-file'), debugDirs: values.list('debug-dir') };
}

type Symbols = Awaited<ReturnType<typeof openModuleFile>>;

/** The module that the first argument names. */
export function openAskedModule({ positionals, values }: CommandInput): Promise<Symbols> {
  return openModuleFile(requirePositional(positionals, 0, 'the module'), moduleOptions(values));
}

export function pathPrefixes(values: OptionValues): PathPrefixes {
  return new PathPrefixes(parsePathMap(values.list('path-map')));
}

const SHOWN_CAVEATS = 5;

/** What is wrong with a module's debug information, or that it has none: on stderr, after the answer, since reading it finds out. */
export function tellCaveats(symbols: Symbols): void {
  for (const caveat of caveats(symbols).slice(0, SHOWN_CAVEATS)) tell(`wasmscope: ${caveat}`);
}
