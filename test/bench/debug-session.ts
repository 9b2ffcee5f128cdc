import type { AdapterHost } from '../../src/adapter/debug-adapter';
import { adapterHost } from '../../src/toolkit/adapter-host';
import { DapClient } from '../e2e/debug/dap-client';

export interface Launched {
  readonly client: DapClient;
  readonly threadId: number;
  /** From the launch request to the stopped event. */
  readonly stoppedMs: number;
}

/** Launches a program, or a whole configuration, through the real debug adapter, as an editor would, and waits for the first stop. A host of its own knows no module yet. */
export async function launchAndStop(target: string | object, source: string, line: number, host: AdapterHost = adapterHost()): Promise<Launched> {
  const client = DapClient.inProcess(host);
  const startedAt = performance.now();
  await client.launch(typeof target === 'string' ? { program: target } : target, { [source]: [line] });
  const { threadId } = await client.stopped();
  return { client, threadId, stoppedMs: performance.now() - startedAt };
}

export async function end(client: DapClient): Promise<void> {
  await client.ask('disconnect', { terminateDebuggee: true });
}
