import { dirname, isAbsolute, resolve } from 'node:path';
import { UserError } from '../base/user-error';
import type { AttachTarget } from '../session/attach';
import type { LaunchOptions } from '../session/launch';
import type { RunSettings } from '../session/debuggee';
import type { PathMapping } from '../session/source-paths';

/** What launch and attach have in common, checked and with defaults filled in. */
export interface SourceSettings {
  readonly pathMap: readonly PathMapping[];
  readonly debugDirs: readonly string[];
  /** Folders whose files are the user's own, besides the program's. */
  readonly roots: readonly string[];
}

const CONNECT_MS = 10_000;

/** From the client, so nothing about its shape is certain. */
export type Configuration = Readonly<Record<string, unknown>>;

/** What the configuration asks for and nobody does yet: said, so that no one waits for it. */
export function unmetWishes(configuration: Configuration): string[] {
  const { children, console: place } = configuration;
  return [
    ...(children === true ? ['"children": child processes are not debugged yet; attach to one by its process id'] : []),
    ...(place === 'integratedTerminal' || place === 'externalTerminal' ? [`"console": "${place}" is not available yet; the output comes here`] : []),
  ];
}

export function launchOptions(configuration: Configuration): LaunchOptions {
  const target = text(configuration, 'target') ?? 'node';
  if (target !== 'node') throw new UserError(`"target" is '${target}': only "node" can be launched so far; leave "target" out and give the "program"`);
  const program = text(configuration, 'program');
  if (program === undefined || program === '') throw new UserError('the launch configuration names no "program": give the path of the JavaScript file to run');
  const cwd = resolve(text(configuration, 'cwd') ?? (isAbsolute(program) ? dirname(program) : '.'));
  return {
    ...runSettings(configuration),
    program: resolve(cwd, program),
    args: texts(configuration, 'args'),
    cwd,
    env: environment(configuration),
    runtimeExecutable: text(configuration, 'runtimeExecutable') ?? 'node',
    runtimeArgs: texts(configuration, 'runtimeArgs'),
    timeoutMs: wholeNumber(configuration, 'timeoutMs') ?? CONNECT_MS,
  };
}

export function attachTarget(configuration: Configuration): AttachTarget {
  const processId = wholeNumber(configuration, 'processId');
  if (processId !== undefined) return { processId };
  const port = wholeNumber(configuration, 'port');
  if (port === undefined) throw new UserError('the attach configuration names neither "processId" nor "port": give one of them');
  if (port < 1 || port > 65_535) throw new UserError(`"port" is ${port}: give a number from 1 to 65535`);
  return { host: text(configuration, 'host') ?? '127.0.0.1', port };
}

export function runSettings(configuration: Configuration): RunSettings {
  return {
    stopOnEntry: configuration['stopOnEntry'] === true,
    skipPatterns: (configuration['skipFiles'] === undefined ? ['<node_internals>/**'] : texts(configuration, 'skipFiles')).map(globToPattern),
    followWorkers: configuration['workers'] !== false,
  };
}

export function sourceSettings(configuration: Configuration): SourceSettings {
  const pathMap = configuration['pathMap'] ?? {};
  if (typeof pathMap !== 'object' || pathMap === null || Array.isArray(pathMap)) throw new UserError('"pathMap" must be an object: {"path in the module": "path here"}');
  return {
    pathMap: Object.entries(pathMap).map(([from, to]) => {
      if (typeof to !== 'string') throw new UserError(`"pathMap" leads '${from}' to something that is no text`);
      return { from, to: resolve(to) };
    }),
    debugDirs: texts(configuration, 'debugDirs').map((folder) => resolve(folder)),
    roots: texts(configuration, 'workspaceFolders').map((folder) => resolve(folder)),
  };
}

function environment(configuration: Configuration): NodeJS.ProcessEnv {
  const given = configuration['env'] ?? {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new UserError('"env" must be an object: {"NAME": "value"}');
  const env = { ...process.env };
  for (const [name, value] of Object.entries(given)) {
    if (value === null) delete env[name];
    else env[name] = String(value);
  }
  return env;
}

/** `**` any depth, `*` within one folder; `<node_internals>` is what Node itself runs. */
function globToPattern(glob: string): string {
  const internals = glob.startsWith('<node_internals>');
  const rest = internals ? '' : glob.replaceAll('\\', '/');
  if (internals) return '^node:';
  const body = rest.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*\/?|\*/g, (star) => (star === '*' ? '[^/]*' : '.*'));
  return `${body}$`;
}

function text(configuration: Configuration, key: string): string | undefined {
  const value = configuration[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new UserError(`"${key}" must be text`);
  return value;
}

function texts(configuration: Configuration, key: string): string[] {
  const value = configuration[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new UserError(`"${key}" must be a list`);
  return value.map(String);
}

/** Pickers hand numbers over as text. */
function wholeNumber(configuration: Configuration, key: string): number | undefined {
  const value = configuration[key];
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : NaN;
  if (!Number.isInteger(number) || number < 0) throw new UserError(`"${key}" must be a whole number`);
  return number;
}
