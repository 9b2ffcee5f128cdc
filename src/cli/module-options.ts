import type { OpenModuleOptions } from '../toolkit/open-module';
import type { OptionValues } from './command';

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
