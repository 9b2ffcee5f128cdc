import { LIMITS } from '../../base/limits';
import type { Probe } from '../probe';
import { fingerprint } from '../transfer/fingerprint';
import { inflowOf } from '../transfer/inflow';

/** Large texts through JSON.stringify and JSON.parse. A small one costs one comparison of its length. */
export const json: Probe = {
  name: 'json',
  install(host) {
    const inflow = inflowOf(host);
    const note = host.guard((direction: 'encode' | 'decode', text: string, startedAt: number, durationMs: number) => {
      host.emit({
        kind: 'json-transfer',
        direction,
        t: startedAt + durationMs,
        characters: text.length,
        fingerprint: fingerprint(text),
        durationMs,
        source: direction === 'decode' ? inflow.take(text.length) : null,
        stack: host.captureStack(),
        operation: host.operations.current(),
      });
    });
    host.patch(JSON, 'stringify', (original) => {
      const stringify = original as (...args: unknown[]) => string | undefined;
      return ((...args: unknown[]) => {
        const startedAt = host.now();
        const text = stringify.apply(JSON, args);
        if (typeof text === 'string' && text.length >= LIMITS.handoff.payloadBytes) note('encode', text, startedAt, host.now() - startedAt);
        return text;
      }) as typeof JSON.stringify;
    });
    host.patch(JSON, 'parse', (original) => {
      const parse = original as (...args: unknown[]) => unknown;
      return ((...args: unknown[]) => {
        const [text] = args;
        if (typeof text !== 'string' || text.length < LIMITS.handoff.payloadBytes) return parse.apply(JSON, args);
        const startedAt = host.now();
        const value = parse.apply(JSON, args);
        note('decode', text, startedAt, host.now() - startedAt);
        return value;
      }) as typeof JSON.parse;
    });
    return () => undefined;
  },
};
