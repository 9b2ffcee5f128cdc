import { BlockCountAgent } from './block-count-agent';
import { Agent } from './host';
import { NodeRuntime } from './node-runtime';
import { AGENT_ENV, AGENT_SYMBOL, type AgentFace, type AgentOptions } from './wire';

const SLOT = Symbol.for(AGENT_SYMBOL);

/** Installs the agent in this thread, once; a second call gives the one that is there. */
export function start(require: NodeJS.Require, options: AgentOptions): AgentFace {
  const slots = globalThis as unknown as Record<symbol, AgentFace | undefined>;
  const agent = slots[SLOT] ?? (options.countBlocks ? new BlockCountAgent(options, preloadedFrom()) : new Agent(new NodeRuntime(require, options, preloadedFrom()), options));
  Object.defineProperty(globalThis, SLOT, { value: agent, configurable: true, enumerable: false, writable: true });
  return agent;
}

/** Preloaded by `--require` this is a file's module; injected as text it has no file name, and is started by its injector. */
function preloadedFrom(): string | null {
  return typeof module.filename === 'string' ? module.filename : null;
}

function startWhenPreloaded(): void {
  const told = process.env[AGENT_ENV];
  if (preloadedFrom() === null || told === undefined) return;
  try {
    start(require, JSON.parse(told) as AgentOptions);
  } catch (error) {
    process.stderr.write(`wasmscope: the agent could not start: ${String(error)}\n`);
  }
}

startWhenPreloaded();
