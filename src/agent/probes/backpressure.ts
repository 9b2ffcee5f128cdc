import type * as Streams from 'node:stream';
import type { OutgoingMessage } from 'node:http';
import { LIMITS } from '../../base/limits';
import type { StackId } from '../../trace/event';
import type { Probe } from '../probe';

type Write = (this: Target, ...args: unknown[]) => boolean;

interface Target {
  readonly writableNeedDrain?: boolean;
  readonly writableLength: number;
  readonly writableHighWaterMark: number;
  readonly writableObjectMode?: boolean;
}

/** A stream that was written to although it had said that its buffer is full. */
interface Flooded {
  readonly stream: number;
  readonly ref: WeakRef<Target & object>;
  readonly to: string;
  readonly stack: StackId;
  writes: number;
  peakBytes: number;
  /** Since the last word of it the queue was empty: only then does a stream take back that it is full. */
  drained: boolean;
}

/** Writes that come after a `false` and before the `drain`: what they write waits in the memory of this process. */
export const backpressure: Probe = {
  name: 'backpressure',
  rules: ['handoff/backpressure'],
  install(host) {
    const flooded = new Map<object, Flooded>();
    const known = new WeakMap<object, Flooded>();
    let nextStream = 1;
    let depth = 0;
    const note = host.guard((target: Target & object) => {
      if (target.writableObjectMode === true) return;
      let state = known.get(target);
      if (!state) {
        state = { stream: nextStream++, ref: new WeakRef(target), to: target.constructor.name, stack: host.captureStack(), writes: 0, peakBytes: 0, drained: false };
        known.set(target, state);
      }
      state.writes++;
      if (target.writableLength > state.peakBytes) state.peakBytes = target.writableLength;
      if (flooded.size < LIMITS.agent.sites) flooded.set(state.ref, state);
    });
    const noteDrained = (target: object): void => {
      const state = known.get(target);
      if (state) state.drained = true;
    };
    const wrap = (original: Write): Write =>
      function (this: Target, ...args) {
        const ignored = depth === 0 && this.writableNeedDrain === true;
        // A response writes to its socket: one write, not two.
        depth++;
        if (!ignored && depth === 1 && flooded.size > 0) noteDrained(this);
        try {
          return original.apply(this, args);
        } finally {
          depth--;
          if (ignored) note(this);
        }
      };
    const { Writable, Duplex } = host.require('node:stream') as typeof Streams;
    const { OutgoingMessage: Outgoing } = host.require('node:http') as { OutgoingMessage: typeof OutgoingMessage };
    for (const { prototype } of [Writable, Duplex, Outgoing]) host.patch(prototype as unknown as { write: Write }, 'write', wrap);
    host.onFlush(() => {
      for (const [key, state] of flooded) {
        const { stream, ref, to, stack, writes, peakBytes, drained } = state;
        const target = ref.deref();
        const queuedBytes = target?.writableLength ?? 0;
        host.emit({ kind: 'ignored-backpressure', stream, to, writes, queuedBytes, peakBytes, highWaterMarkBytes: target?.writableHighWaterMark ?? 0, stack, ...(drained && { drained: true as const }) });
        state.writes = 0;
        state.drained = false;
        state.peakBytes = queuedBytes;
        // Told until it is empty: a queue that drains is a burst.
        if (queuedBytes === 0) flooded.delete(key);
      }
    });
    return () => undefined;
  },
};
