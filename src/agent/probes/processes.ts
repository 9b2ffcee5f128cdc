import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { LIMITS } from '../../base/limits';
import type { MessageRoute, PayloadForm } from '../../trace/handoff-events';
import type { AgentHost, Probe } from '../probe';
import { inflowOf } from '../transfer/inflow';
import { describePayload } from '../transfer/payload';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Sender = { send?: AnyFunction };

/** Messages between processes: fork's channel in either serialization, and pipes to and from children. */
export const processes: Probe = {
  name: 'processes',
  install(host) {
    watchChannels(host);
    watchPipes(host);
    return () => undefined;
  },
};

function watchChannels(host: AgentHost): void {
  const { ChildProcess: Child } = host.require('node:child_process') as { ChildProcess: typeof ChildProcess };
  const watchSend = (sender: Sender, route: MessageRoute): void => {
    if (typeof sender.send !== 'function') return;
    host.patch(sender as { send: AnyFunction }, 'send', (original) =>
      function (this: unknown, ...args) {
        const startedAt = host.now();
        const result = original.apply(this, args);
        noteMessage(host, route, args[0], startedAt);
        return result;
      });
  };
  if (process.send) watchSend(process as unknown as Sender, channelRoute(process));
  for (const child of runningChildren(Child)) watchSend(child as unknown as Sender, channelRoute(child));
  // Node hands out children of this class only; `send` is made for each when its channel is set up.
  host.patch(Child.prototype as unknown as { spawn: AnyFunction }, 'spawn', (original) =>
    function (this: unknown, ...args) {
      const result = original.apply(this, args);
      const options = args[0] as { serialization?: string } | undefined;
      host.guard(() => watchSend(this as Sender, options?.serialization === 'advanced' ? 'ipc-advanced' : 'ipc-json'))();
      return result;
    });
}

/** Those that were there before the agent. */
function runningChildren(Child: typeof ChildProcess): ChildProcess[] {
  const handles = (process as { _getActiveHandles?(): unknown[] })._getActiveHandles?.() ?? [];
  return handles.filter((handle): handle is ChildProcess => handle instanceof Child);
}

/** The handle of a channel that speaks JSON keeps what has not yet come whole under a symbol of that name (Node 20 to 26). */
function channelRoute(owner: object): MessageRoute {
  const handles = Object.getOwnPropertySymbols(owner).map((symbol) => (owner as Record<symbol, unknown>)[symbol]);
  const speaksJson = handles.some((handle) => typeof handle === 'object' && handle !== null && Object.getOwnPropertySymbols(handle).some(({ description }) => description === 'kJSONBuffer'));
  return speaksJson ? 'ipc-json' : 'ipc-advanced';
}

function noteMessage(host: AgentHost, route: MessageRoute, value: unknown, startedAt: number): void {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'string') return;
  host.guard(() => {
    const { form, sizeBytes } = describePayload(value);
    if (sizeBytes < LIMITS.handoff.payloadBytes) return;
    emitSend(host, route, form, sizeBytes, startedAt);
  })();
}

function emitSend(host: AgentHost, route: MessageRoute, form: PayloadForm, sizeBytes: number, startedAt: number): void {
  const t = host.now();
  host.emit({ kind: 'message', t, direction: 'send', route, form, sizeBytes, transferredBytes: 0, durationMs: t - startedAt, stack: host.captureStack(), operation: host.operations.current() });
}

function watchPipes(host: AgentHost): void {
  const net = host.require('node:net') as { Socket: typeof Socket };
  const inflow = inflowOf(host);
  const prototype = net.Socket.prototype as unknown as { write: AnyFunction; push: AnyFunction };
  host.patch(prototype, 'write', (original) =>
    function (this: unknown, ...args) {
      const [chunk] = args;
      const sizeBytes = typeof chunk === 'string' ? chunk.length : ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
      if (sizeBytes < LIMITS.handoff.payloadBytes || !isPipe(this)) return original.apply(this, args);
      const startedAt = host.now();
      const result = original.apply(this, args);
      host.guard(() => emitSend(host, isOwnOutput(this) ? 'output' : 'pipe', typeof chunk === 'string' ? describePayload(chunk).form : 'bytes', sizeBytes, startedAt))();
      return result;
    });
  host.patch(prototype, 'push', (original) =>
    function (this: unknown, ...args) {
      const [chunk] = args;
      if (ArrayBuffer.isView(chunk)) inflow.add(isPipe(this) ? 'pipe' : 'network', chunk.byteLength);
      return original.apply(this, args);
    });
}

function isPipe(socket: unknown): boolean {
  const handle = (socket as { _handle?: object | null })._handle;
  return handle?.constructor.name === 'Pipe';
}

function isOwnOutput(socket: unknown): boolean {
  const { fd } = socket as { fd?: number };
  return fd === 1 || fd === 2;
}
