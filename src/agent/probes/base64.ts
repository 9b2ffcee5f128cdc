import { LIMITS } from '../../base/limits';
import type { Probe } from '../probe';
import { fingerprint } from '../transfer/fingerprint';

type ToString = (this: Uint8Array, encoding?: string, ...rest: unknown[]) => string;
type From = (...args: unknown[]) => Buffer;

const isBase64 = (encoding: unknown): boolean => encoding === 'base64' || encoding === 'base64url';

/** Large buffers written as base64, and read back. */
export const base64: Probe = {
  name: 'base64',
  install(host) {
    const note = host.guard((direction: 'encode' | 'decode', text: string, startedAt: number) => {
      if (text.length < LIMITS.handoff.payloadBytes) return;
      const t = host.now();
      host.emit({ kind: 'base64', t, direction, sizeBytes: text.length, fingerprint: fingerprint(text), durationMs: t - startedAt, stack: host.captureStack(), operation: host.operations.current() });
    });
    host.patch(Buffer.prototype, 'toString', (original) => {
      const toString = original as ToString;
      const wrapped: ToString = function (encoding, ...rest) {
        if (!isBase64(encoding)) return toString.call(this, encoding, ...rest);
        const startedAt = host.now();
        const text = toString.call(this, encoding, ...rest);
        note('encode', text, startedAt);
        return text;
      };
      return wrapped;
    });
    host.patch(Buffer as unknown as { from: From }, 'from', (original) => (...args) => {
      const [text, encoding] = args;
      if (typeof text !== 'string' || !isBase64(encoding)) return original.apply(Buffer, args);
      const startedAt = host.now();
      const buffer = original.apply(Buffer, args);
      note('decode', text, startedAt);
      return buffer;
    });
    return () => undefined;
  },
};
