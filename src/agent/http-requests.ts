import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { AsyncOperations, Operation } from './operations';
import type { Patches } from './patches';

interface RequestEnd {
  readonly operation: number;
  readonly startedAt: number;
  /** 0: the connection was gone before an answer. */
  readonly status: number;
  readonly loopback: boolean;
}

/** Each HTTP request that this process serves is an operation, from its first byte to its answer. */
export function followRequests(operations: AsyncOperations, patches: Patches, onEnd: (end: RequestEnd) => void, onFault: (error: unknown) => void): void {
  const operationOf = new WeakMap<IncomingMessage, Operation>();
  const onStart = (message: unknown): void => {
    try {
      const { request, response, socket } = message as { request: IncomingMessage; response: ServerResponse; socket: Socket };
      const operation = operations.enterRequest();
      const loopback = isLoopback(socket.remoteAddress);
      operationOf.set(request, operation);
      const end = (status: number): void => {
        if (operation.finished) return;
        operations.finish(operation);
        onEnd({ operation: operation.id, startedAt: operation.startedAt, status, loopback });
      };
      response.on('finish', () => end(response.statusCode));
      response.on('close', () => end(response.writableFinished ? response.statusCode : 0));
    } catch (error) {
      onFault(error);
    }
  };
  subscribe(REQUEST_START, onStart);
  patches.defer(() => unsubscribe(REQUEST_START, onStart));
  // The body arrives in the context of the connection; its listeners belong to the request.
  patches.replace(IncomingMessage.prototype, 'emit', (emit) => function (this: IncomingMessage, ...args: Parameters<IncomingMessage['emit']>) {
    const operation = operationOf.get(this);
    return operation ? operations.runIn(operation, () => Reflect.apply(emit, this, args)) : Reflect.apply(emit, this, args);
  });
}

const REQUEST_START = 'http.server.request.start';

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && (address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.'));
}
