import { ChildProcess } from 'node:child_process';
import workerThreads, { SHARE_ENV, type WorkerOptions } from 'node:worker_threads';
import type { Patches } from './patches';
import { AGENT_ENV, type AgentOptions } from './wire';

/** Workers and children that are given an environment of their own get our two variables all the same. */
export function followChildren(options: AgentOptions, bundlePath: string, patches: Patches): void {
  const ours = { NODE_OPTIONS: `--require ${JSON.stringify(bundlePath)}`, [AGENT_ENV]: JSON.stringify(options) };
  patches.proxyConstructor(workerThreads, 'Worker', (target, [script, given, ...rest], newTarget) => {
    const { env } = (given ?? {}) as WorkerOptions;
    const followed = typeof env === 'object' && env !== null && (env as unknown) !== SHARE_ENV ? { ...(given as WorkerOptions), env: withOurs(env, ours) } : given;
    return Reflect.construct(target, [script, followed, ...rest], newTarget) as object;
  });
  const prototype = ChildProcess.prototype as ChildProcess & { spawn(options: { envPairs?: string[] }): number };
  patches.replace(prototype, 'spawn', (spawn) => function (this: ChildProcess, spawned, ...rest: unknown[]) {
    const pairs = spawned?.envPairs;
    if (Array.isArray(pairs)) spawned.envPairs = pairsOf(withOurs(Object.fromEntries(pairs.map(splitPair)), ours));
    return Reflect.apply(spawn, this, [spawned, ...rest]) as number;
  });
}

function withOurs(env: Record<string, string | undefined>, ours: { readonly NODE_OPTIONS: string } & Record<string, string>): Record<string, string | undefined> {
  if (env[AGENT_ENV] !== undefined) return env;
  return { ...env, ...ours, NODE_OPTIONS: [env['NODE_OPTIONS'], ours.NODE_OPTIONS].filter(Boolean).join(' ') };
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=', 1);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function pairsOf(env: Record<string, string | undefined>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}
