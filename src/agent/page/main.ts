import { Agent } from '../host';
import { AGENT_SYMBOL, type AgentOptions, type PageAgentFace } from '../wire';
import { PageRuntime } from './page-runtime';

/**
 * Installs the agent in this document or worker. `binding` names the function that the protocol has put there for
 * its messages: a line that tells this thread from others, and lines of events.
 */
export function start(options: AgentOptions, binding: string): void {
  const slots = globalThis as unknown as Record<string | symbol, unknown>;
  const send = slots[binding] as ((text: string) => void) | undefined;
  if (send === undefined || typeof WebAssembly === 'undefined') return;
  Reflect.deleteProperty(slots, binding);
  // The ids of contexts come again after a navigation.
  const thread = `${performance.timeOrigin} ${Math.random()}`;
  const sendLines = (lines: string): void => send(`${thread}\n${lines}`);
  // From now on it is known to be here, however soon all ends.
  sendLines('');
  const runtime = new PageRuntime(sendLines);
  const agent = new Agent(runtime, options);
  const face: PageAgentFace = {
    drain: () => agent.drain(),
    uninstall: () => agent.uninstall(),
    complete: () => runtime.complete(),
    moduleBytes: (hash, from) => runtime.moduleBytes(hash, from),
    forgetModule: (hash) => runtime.forgetModule(hash),
  };
  Object.defineProperty(globalThis, Symbol.for(AGENT_SYMBOL), { value: face, configurable: true, enumerable: false, writable: true });
}
