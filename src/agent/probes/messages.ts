import { LIMITS } from '../../base/limits';
import type { Probe } from '../probe';
import { describePayload, type Payload } from '../transfer/payload';
import { SentBuffers } from '../transfer/sent-buffers';

type Post = (this: unknown, ...args: unknown[]) => void;

/** Messages between threads: how large, of what, and how much of it was transferred. */
export const messages: Probe = {
  name: 'messages',
  install(host) {
    const sent = new SentBuffers(host);
    const note = host.guard((payload: Payload, startedAt: number, durationMs: number) => {
      const { form, sizeBytes, transferredBytes, copied } = payload;
      const stack = host.captureStack();
      host.emit({ kind: 'message', t: startedAt + durationMs, direction: 'send', route: 'worker', form, sizeBytes, transferredBytes, durationMs, stack, operation: host.operations.current() });
      if (copied !== null && copied.byteLength >= LIMITS.handoff.payloadBytes) sent.add(copied, stack);
    });
    // Node's Worker posts through a port of its own: that is the same message.
    let posting = false;
    const wrap = (original: Post): Post =>
      function (this: unknown, ...args) {
        // Described before the call: a transferred buffer is empty afterwards.
        const payload = posting ? null : largePayload(args[0], args[1]);
        if (payload === null) return original.apply(this, args);
        const startedAt = host.now();
        posting = true;
        try {
          original.apply(this, args);
        } finally {
          posting = false;
        }
        note(payload, startedAt, host.now() - startedAt);
      };
    for (const sender of host.runtime.messageSenders) host.patch(sender as { postMessage: Post }, 'postMessage', wrap);
    return () => undefined;
  },
};

function largePayload(value: unknown, transferring: unknown): Payload | null {
  const small = typeof value === 'string' ? value.length < LIMITS.handoff.payloadBytes : typeof value !== 'object' || value === null;
  if (small) return null;
  const payload = describePayload(value, transferListOf(transferring));
  return payload.sizeBytes >= LIMITS.handoff.payloadBytes ? payload : null;
}

/** The second argument is a list, or an object that holds one (HTML, StructuredSerializeOptions). */
function transferListOf(transferring: unknown): readonly unknown[] {
  if (Array.isArray(transferring)) return transferring;
  const list = (transferring as { transfer?: unknown } | null | undefined)?.transfer;
  return Array.isArray(list) ? list : [];
}
