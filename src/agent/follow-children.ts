import workerThreads, { SHARE_ENV, type WorkerOptions } from 'node:worker_threads';
import { extendChildren, withNodeOptions, type Environment } from './child-environment';
import type { Patches } from './patches';
import { AGENT_ENV, type AgentOptions } from './wire';

/** Workers and children that are given an environment of their own get our two variables all the same. */
export function followChildren(options: AgentOptions, bundlePath: string, patches: Patches): void {
  const withOurs = (env: Environment): Environment =>
    env[AGENT_ENV] === undefined ? { ...env, [AGENT_ENV]: JSON.stringify(options), NODE_OPTIONS: withNodeOptions(env['NODE_OPTIONS'], `--require ${JSON.stringify(bundlePath)}`) } : env;
  patches.proxyConstructor(workerThreads, 'Worker', (target, [script, given, ...rest], newTarget) => {
    const { env } = (given ?? {}) as WorkerOptions;
    const followed = typeof env === 'object' && env !== null && (env as unknown) !== SHARE_ENV ? { ...(given as WorkerOptions), env: withOurs(env) } : given;
    return Reflect.construct(target, [script, followed, ...rest], newTarget) as object;
  });
  extendChildren(patches, withOurs);
}
