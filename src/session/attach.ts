import type { Disposable } from '../base/disposable';
import { connectToPort, connectToProcess, type NodeConnection } from '../cdp/node-connection';
import { nodeChildrenOf } from '../cdp/process-info';
import { ChildHook } from './child-hook';
import { bootOptions, debuggedChildren, type ChildSettings } from './child-processes';
import type { Debuggee, RunSettings } from './debuggee';
import { followNodeProcess } from './node-process';
import type { Program } from './program';
import { signalProcess } from './signal-process';

export type AttachTarget = { readonly processId: number } | { readonly host: string; readonly port: number };

export interface AttachOptions extends RunSettings, ChildSettings {}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

/** Connects to a running Node program. It goes on as it is, slower while the debugger is on (V8 runs Wasm unoptimised then). */
export async function attachNode(debuggee: Debuggee, target: AttachTarget, options: AttachOptions): Promise<Program> {
  const connection = await ('processId' in target ? connectToProcess(target.processId) : connectToPort(target.host, target.port));
  if (connection.hasOtherClients) say(debuggee, 'Another debugger is connected to the same port: both see every stop, and either can resume.');
  const closing = connection.session.onClose((why) => debuggee.end(null, `the program is gone (${why})`));
  let letRun!: () => void;
  const mayRun = new Promise<void>((resolve) => (letRun = resolve));
  try {
    debuggee.configure(options);
    if (options.followChildren && LOOPBACK.has(connection.host)) followChildren(debuggee, connection, options, mayRun);
    await followNodeProcess(debuggee, connection.session, '');
  } catch (error) {
    closing.dispose();
    await debuggee.release();
    await connection.close();
    throw error;
  }
  return attached(debuggee, connection, closing, letRun);
}

/** Those that it starts from now on; the others have no inspector that could be opened beside the one of this program. */
function followChildren(debuggee: Debuggee, { pid }: NodeConnection, { bootPath, askForSession }: AttachOptions, mayRun: Promise<void>): void {
  const children = debuggedChildren(debuggee, mayRun, askForSession);
  const refused = (): void => say(debuggee, 'Child processes of this program are not followed: it does not see the files of this machine.');
  debuggee.invite(new ChildHook(bootPath, bootOptions({ bootPath, folder: children.folder, isKnown: true }), refused));
  const running = nodeChildrenOf(pid).map((child) => `${child.pid} (${child.argv.slice(1).join(' ')})`);
  if (running.length > 0) say(debuggee, `Children that run already are not followed, those to come are. Attach to each by "processId", or start the program under the debugger: ${running.join(', ')}.`);
}

function say(debuggee: Debuggee, text: string): void {
  debuggee.events.emit('output', { category: 'console', text: `${text}\n` });
}

function attached(debuggee: Debuggee, connection: NodeConnection, closing: Disposable, letChildrenRun: () => void): Program {
  return {
    pid: connection.pid,
    launched: false,
    async run() {
      letChildrenRun();
      // A program started with --inspect-brk or --inspect-wait waits for exactly this.
      await connection.session.send('Runtime.runIfWaitingForDebugger');
    },
    async detach() {
      closing.dispose();
      await debuggee.release();
      await connection.close();
    },
    async terminate() {
      closing.dispose();
      await debuggee.release();
      await connection.close();
      if (connection.host === '127.0.0.1') signalProcess(connection.pid, 'SIGTERM');
    },
  };
}
