import { connectToPort, connectToProcess, letStart, type NodeConnection } from '../cdp/node-connection';
import type { RunningTarget } from './target';

/** Connects to a running Node process; what we opened for that is closed again with the connection. One that waits for a debugger to come need not wait longer. */
export async function connectTarget(target: RunningTarget): Promise<NodeConnection> {
  const connection = await (target.kind === 'pid' ? connectToProcess(target.pid) : connectToPort(target.host, target.port));
  if (connection.isStarting) await letStart(connection.session);
  return connection;
}

/** What the user should know of a connection, one line each. */
export function connectionNotes({ hasOtherClients, port }: NodeConnection): string[] {
  return hasOtherClients ? [`another debugger is connected to port ${port} as well: if it has the debugger on, WebAssembly runs 1.3 to 5 times slower than by itself, and if it stops the program, times mean nothing`] : [];
}
