import type { Disposable } from '../base/disposable';
import { connectToPort, connectToProcess, type NodeConnection } from '../cdp/node-connection';
import type { Debuggee, RunSettings } from './debuggee';
import { followNodeProcess } from './node-process';
import type { Program } from './program';

export type AttachTarget = { readonly processId: number } | { readonly host: string; readonly port: number };

/** Connects to a running Node program. It goes on as it is, slower while the debugger is on (V8 runs Wasm unoptimised then). */
export async function attachNode(debuggee: Debuggee, target: AttachTarget, settings: RunSettings): Promise<Program> {
  const connection = await ('processId' in target ? connectToProcess(target.processId) : connectToPort(target.host, target.port));
  const note = connection.hasOtherClients ? 'Another debugger is connected to the same port: both see every stop, and either can resume.\n' : '';
  if (note !== '') debuggee.events.emit('output', { category: 'console', text: note });
  const closing = connection.session.onClose((why) => debuggee.end(null, `the program is gone (${why})`));
  try {
    debuggee.configure(settings);
    await followNodeProcess(debuggee, connection.session, '');
  } catch (error) {
    closing.dispose();
    await connection.close();
    throw error;
  }
  return attached(debuggee, connection, closing);
}

function attached(debuggee: Debuggee, connection: NodeConnection, closing: Disposable): Program {
  return {
    pid: connection.pid,
    launched: false,
    // A program started with --inspect-brk or --inspect-wait waits for exactly this.
    run: () => connection.session.send('Runtime.runIfWaitingForDebugger'),
    async detach() {
      closing.dispose();
      await debuggee.release();
      await connection.close();
    },
    async terminate() {
      closing.dispose();
      await debuggee.release();
      await connection.close();
      if (connection.host === '127.0.0.1') endProcess(connection.pid);
    },
  };
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // Gone already.
  }
}
