import type * as Inspector from 'node:inspector';
import { Server } from 'node:net';
import { walkProgram, type Reached } from './program-walk';
import { ScopeReader } from './scope-reader';

/** One walk through the values that the program holds, from all roots that a process knows of. */
export class ProgramWalk {
  private readonly scopes: ScopeReader;
  private readonly steps: Generator<Reached>;

  constructor(require: NodeJS.Require) {
    this.scopes = new ScopeReader(require('node:inspector') as typeof Inspector);
    const foreign = nodeClasses(require);
    this.steps = walkProgram(roots(require), this.scopes, (value) => foreign.has(value.constructor));
  }

  /** The next value, or null when all were met. */
  next(): Reached | null {
    const step = this.steps.next();
    return step.done ? null : step.value;
  }

  close(): void {
    this.scopes.close();
  }
}

interface ModuleSystem {
  readonly _cache?: Record<string, { readonly exports: unknown } | undefined>;
}

/** What leads to the program's own values, the nearest first: listeners of servers, loaded modules, globals, other handles. */
function roots(require: NodeJS.Require): Reached[] {
  const handles = (process as { _getActiveHandles?(): unknown[] })._getActiveHandles?.() ?? [];
  const servers = handles.filter((handle) => handle instanceof Server);
  const others = handles.filter((handle) => !(handle instanceof Server));
  const cache = (require('node:module') as ModuleSystem)._cache ?? {};
  const modules = Object.entries(cache).filter(([file]) => file !== module.filename);
  const globals = Object.entries(Object.getOwnPropertyDescriptors(globalThis)).filter(([name, descriptor]) => !isBuiltInGlobal(name, descriptor.value as unknown));
  return [
    ...[...servers, process].map((value) => ({ value, owner: '', file: null })),
    ...modules.map(([file, loaded]) => ({ value: loaded?.exports, owner: 'exports', file })),
    ...globals.map(([name, { value }]) => ({ value: value as unknown, owner: `globalThis.${name}`, file: null })),
    ...others.map((value) => ({ value, owner: '', file: null })),
  ];
}

/** Node's and JavaScript's own objects and functions that are no native code. */
const NODE_GLOBALS: ReadonlySet<string> = new Set(['globalThis', 'global', 'process', 'Buffer', 'console', 'performance', 'WebAssembly', 'Intl', 'Reflect', 'Math', 'JSON', 'Atomics', 'Iterator', 'navigator', 'crypto', 'fetch', 'URL', 'URLSearchParams', 'Event', 'EventTarget', 'TextEncoder', 'TextDecoder', 'clearImmediate', 'setImmediate', 'clearInterval', 'clearTimeout', 'setInterval', 'setTimeout', 'queueMicrotask', 'structuredClone']);

function isBuiltInGlobal(name: string, value: unknown): boolean {
  return NODE_GLOBALS.has(name) || (typeof value === 'function' && isNative(value)) || value === undefined;
}

function isNative(value: Function): boolean {
  return Function.prototype.toString.call(value).endsWith('{ [native code] }');
}

/** Classes whose instances are Node's: only their listeners lead to the program. */
function nodeClasses(require: NodeJS.Require): ReadonlySet<unknown> {
  const classes = new Set<unknown>([process.constructor]);
  for (const name of ['events', 'stream', 'net', 'http', 'https', 'tls', 'fs', 'dgram', 'child_process', 'worker_threads', 'timers', 'readline', 'zlib']) {
    for (const value of Object.values(require(`node:${name}`) as object)) if (typeof value === 'function' && (value as Function).prototype) classes.add(value);
  }
  return classes;
}
