import { dirname, isAbsolute, resolve } from 'node:path';
import { UserError } from '../base/user-error';
import type { AttachOptions, AttachTarget } from '../session/attach';
import type { AskForSession } from '../session/child-offers';
import type { ChildSettings } from '../session/child-processes';
import type { LaunchOptions } from '../session/launch';
import type { RunSettings } from '../session/debuggee';
import { SkippedFiles } from '../session/skipped-files';
import type { PathMapping } from '../session/source-paths';
import { environment, text, texts, wholeNumber, type Configuration } from './configuration-fields';

/** What launch and attach have in common, checked and with defaults filled in. */
export interface SourceSettings {
  readonly pathMap: readonly PathMapping[];
  readonly debugDirs: readonly string[];
  /** Folders whose files are the user's own, besides the program's. */
  readonly roots: readonly string[];
  /** Whether expressions that the user types may run functions of the program. */
  readonly allowCalls: boolean;
  /** Whether all threads stop when one does. */
  readonly stopAllThreads: boolean;
}

/** Of asynchronous parents: as many as people read. */
const ASYNC_CALLS = 16;
/** How long a target may take to offer its debugger. */
export const CONNECT_MS = 10_000;

/** What the configuration asks for and nobody does yet: said, so that no one waits for it. */
export function unmetWishes(configuration: Configuration): string[] {
  const { console: place } = configuration;
  return place === 'integratedTerminal' || place === 'externalTerminal' ? [`"console": "${place}" is not available yet; the output comes here`] : [];
}

/** `bootPath`: the script that children are made known by. `askForSession`: null where the client starts none by itself. */
export function launchOptions(configuration: Configuration, bootPath: string, askForSession: AskForSession | null = null): LaunchOptions {
  const program = text(configuration, 'program') || null;
  const runtimeExecutable = text(configuration, 'runtimeExecutable');
  if (program === null && runtimeExecutable === undefined) throw new UserError('the launch configuration names no "program": give the path of the JavaScript file to run, or a command such as npm as "runtimeExecutable"');
  const cwd = resolve(text(configuration, 'cwd') ?? (program !== null && isAbsolute(program) ? dirname(program) : (texts(configuration, 'workspaceFolders')[0] ?? '.')));
  return {
    ...runSettings(configuration),
    program: program === null ? null : resolve(cwd, program),
    args: texts(configuration, 'args'),
    cwd,
    env: environment(configuration),
    runtimeExecutable: runtimeExecutable ?? 'node',
    runtimeArgs: texts(configuration, 'runtimeArgs'),
    ...childSettings(configuration, bootPath, askForSession),
    timeoutMs: wholeNumber(configuration, 'timeoutMs') ?? CONNECT_MS,
  };
}

export function attachOptions(configuration: Configuration, bootPath: string, askForSession: AskForSession | null = null): AttachOptions {
  return { ...runSettings(configuration), ...childSettings(configuration, bootPath, askForSession) };
}

function childSettings(configuration: Configuration, bootPath: string, askForSession: AskForSession | null): ChildSettings {
  const children = configuration['children'] ?? true;
  if (typeof children !== 'boolean' && children !== 'threads') throw new UserError('"children" must be true, false or "threads"');
  return { followChildren: children !== false, bootPath, askForSession: children === 'threads' ? null : askForSession };
}

export function attachTarget(configuration: Configuration): AttachTarget {
  const processId = wholeNumber(configuration, 'processId');
  if (processId !== undefined) return { processId };
  const place = debuggingPort(configuration);
  if (!place) throw new UserError('the attach configuration names neither "processId" nor "port": give one of them');
  return place;
}

/** undefined where no port is named. */
export function debuggingPort(configuration: Configuration): { readonly host: string; readonly port: number } | undefined {
  const port = wholeNumber(configuration, 'port');
  if (port === undefined) return undefined;
  if (port < 1 || port > 65_535) throw new UserError(`"port" is ${port}: give a number from 1 to 65535`);
  return { host: text(configuration, 'host') ?? text(configuration, 'address') ?? '127.0.0.1', port };
}

/** UserError where it is neither. */
export function targetKind(configuration: Configuration): 'node' | 'chrome' {
  const target = text(configuration, 'target') ?? 'node';
  if (target !== 'node' && target !== 'chrome') throw new UserError(`"target" is '${target}': give "node" or "chrome"`);
  return target;
}

export function runSettings(configuration: Configuration): RunSettings {
  return {
    stopOnEntry: configuration['stopOnEntry'] === true,
    skippedFiles: new SkippedFiles(configuration['skipFiles'] === undefined ? undefined : texts(configuration, 'skipFiles')),
    followWorkers: configuration['workers'] !== false,
    asyncStackDepth: configuration['showAsyncStacks'] === true ? ASYNC_CALLS : 0,
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
    allowCalls: configuration['allowCalls'] === true,
    stopAllThreads: configuration['stopAllThreads'] === true,
  };
}
