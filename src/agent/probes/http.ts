import type { ClientRequest, IncomingMessage, OutgoingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { LIMITS } from '../../base/limits';
import type { Probe } from '../probe';
import { inflowOf } from '../transfer/inflow';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\]|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Bodies of HTTP messages that stay on this machine, by size: sent and received, as server and as client. */
export const http: Probe = {
  name: 'http',
  install(host) {
    const { IncomingMessage: Incoming, OutgoingMessage: Outgoing } = host.require('node:http') as { IncomingMessage: typeof IncomingMessage; OutgoingMessage: typeof OutgoingMessage };
    const inflow = inflowOf(host);
    const received = new WeakMap<object, number>();
    const sent = new WeakMap<object, { sizeBytes: number; json: boolean; startedAt: number }>();

    const note = (direction: 'send' | 'receive', json: boolean, sizeBytes: number, startedAt: number): void => {
      if (sizeBytes < LIMITS.handoff.payloadBytes) return;
      const t = host.now();
      const stack = direction === 'send' ? host.captureStack() : 0;
      host.emit({ kind: 'message', t, direction, route: 'loopback-http', form: json ? 'json-text' : 'bytes', sizeBytes, transferredBytes: 0, durationMs: t - startedAt, stack, operation: host.operations.current() });
    };
    const onBody = host.guard((message: IncomingMessage, chunk: unknown) => {
      const local = isLoopback(message.socket);
      if (ArrayBuffer.isView(chunk)) {
        inflow.add(local ? 'loopback-http' : 'network', chunk.byteLength);
        if (local) received.set(message, (received.get(message) ?? 0) + chunk.byteLength);
      } else if (chunk === null && received.has(message)) note('receive', isJson(message.headers['content-type']), received.get(message) ?? 0, host.now());
    });
    const onWrite = host.guard((message: OutgoingMessage, chunk: unknown, last: boolean) => {
      const seen = sent.get(message) ?? { sizeBytes: 0, json: isJson(message.getHeader('content-type')), startedAt: host.now() };
      seen.sizeBytes += sizeOf(chunk);
      sent.set(message, seen);
      if (last && seen.sizeBytes >= LIMITS.handoff.payloadBytes && goesToLoopback(message)) note('send', seen.json, seen.sizeBytes, seen.startedAt);
    });

    host.patch(Incoming.prototype as unknown as { push: AnyFunction }, 'push', (original) =>
      function (this: unknown, ...args) {
        onBody(this as IncomingMessage, args[0]);
        return original.apply(this, args);
      });
    for (const name of ['write', 'end'] as const) {
      host.patch(Outgoing.prototype as unknown as Record<typeof name, AnyFunction>, name, (original) =>
        function (this: unknown, ...args) {
          if (name === 'end' || sizeOf(args[0]) > 0) onWrite(this as OutgoingMessage, args[0], name === 'end');
          return original.apply(this, args);
        });
    }
    return () => undefined;
  },
};

function sizeOf(chunk: unknown): number {
  if (typeof chunk === 'string') return chunk.length;
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

function isJson(type: unknown): boolean {
  return typeof type === 'string' && /\bjson\b/.test(type);
}

function isLoopback(socket: Socket | null): boolean {
  return LOOPBACK.test(socket?.remoteAddress ?? '');
}

/** A client's request may have no socket yet: then the host that it was made for decides. */
function goesToLoopback(message: OutgoingMessage): boolean {
  const { host } = message as Partial<ClientRequest>;
  return typeof host === 'string' ? LOOPBACK.test(host) : isLoopback(message.socket);
}
