import childProcess, { ChildProcess } from 'node:child_process';
import type { Patches } from './patches';

export type Environment = Record<string, string | undefined>;

export type ExtendEnvironment = (env: Environment) => Environment;

/** Every child that is started with `spawn`, `fork` or `exec` gets what `extend` makes of its environment. */
export function extendChildren(patches: Patches, extend: ExtendEnvironment): void {
  const prototype = ChildProcess.prototype as ChildProcess & { spawn(options: { envPairs?: string[] }): number };
  patches.replace(prototype, 'spawn', (spawn) => function (this: ChildProcess, spawned, ...rest: unknown[]) {
    const pairs = spawned?.envPairs;
    if (Array.isArray(pairs)) spawned.envPairs = pairsOf(extend(Object.fromEntries(pairs.map(splitPair))));
    return Reflect.apply(spawn, this, [spawned, ...rest]) as number;
  });
}

/** The same for those that are waited for: their environment stands in the last argument, or is the parent's. */
export function extendSynchronousChildren(patches: Patches, extend: ExtendEnvironment): void {
  for (const name of ['spawnSync', 'execFileSync', 'execSync'] as const) {
    patches.replace(childProcess, name, (original: Function) => function (this: unknown, ...args: unknown[]) {
      const last = args.at(-1);
      const options = (typeof last === 'object' && last !== null && !Array.isArray(last) ? args.pop() : {}) as { env?: Environment };
      return Reflect.apply(original, this, [...args, { ...options, env: extend(options.env ?? process.env) }]) as never;
    });
  }
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=', 1);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function pairsOf(env: Environment): string[] {
  return Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}

/** `NODE_OPTIONS` with ours at its end, once. */
export function withNodeOptions(given: string | undefined, ours: string): string {
  if (given?.includes(ours)) return given;
  return given === undefined || given === '' ? ours : `${given} ${ours}`;
}
