import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping';
import type { Disposable } from '../base/disposable';

/** Node's own domains (node:inspector), which the browser's protocol does not list. */
interface NodeCommands {
  'NodeWorker.enable': { paramsType: [{ waitForDebuggerOnStart: boolean }]; returnType: void };
  'NodeWorker.disable': { paramsType: []; returnType: void };
  'NodeWorker.detach': { paramsType: [{ sessionId: string }]; returnType: void };
  'NodeWorker.sendMessageToWorker': { paramsType: [{ sessionId: string; message: string }]; returnType: void };
  'NodeRuntime.notifyWhenWaitingForDisconnect': { paramsType: [{ enabled: boolean }]; returnType: void };
}

/** The JavaScript debugger's own domain, in the sessions that it lends. */
interface LenderCommands {
  'JsDebug.subscribe': { paramsType: [{ events: string[] }]; returnType: void };
}

interface NodeEvents {
  'NodeWorker.attachedToWorker': [{ sessionId: string; workerInfo: { workerId: string; type: string; title: string; url: string }; waitingForDebugger: boolean }];
  'NodeWorker.detachedFromWorker': [{ sessionId: string }];
  'NodeWorker.receivedMessageFromWorker': [{ sessionId: string; message: string }];
  'NodeRuntime.waitingForDisconnect': [];
}

type Commands = ProtocolMapping.Commands & NodeCommands & LenderCommands;
type Events = ProtocolMapping.Events & NodeEvents;

export type CdpCommand = keyof Commands;
export type CdpEvent = keyof Events;
export type CdpParams<Name extends CdpCommand> = Commands[Name]['paramsType'];
export type CdpResult<Name extends CdpCommand> = Commands[Name]['returnType'];
export type CdpPayload<Name extends CdpEvent> = Events[Name][0];

/**
 * One protocol session with one target (main thread, worker, page). Over Node's socket with the transport cure, over
 * Chromium's with chrome-remote-interface, or nested in another session (NodeWorker, flattened Target sessions).
 */
export interface CdpSession {
  /** Rejects with CdpError when the target answers with an error, ends, or does not answer within the limit. */
  send<Name extends CdpCommand>(method: Name, ...params: CdpParams<Name>): Promise<CdpResult<Name>>;
  on<Name extends CdpEvent>(event: Name, listener: (payload: CdpPayload<Name>) => void): Disposable;
  /** Once, when the target or the socket is gone. */
  onClose(listener: (why: string) => void): Disposable;
  close(): Promise<void>;
  readonly closed: boolean;
}

export class CdpError extends Error {
  override readonly name = 'CdpError';
  constructor(
    readonly method: string,
    readonly code: number | null,
    message: string,
  ) {
    super(message);
  }
}
