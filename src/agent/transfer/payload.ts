import { LIMITS } from '../../base/limits';
import { isSharedBuffer } from '../shared-buffer';
import type { PayloadForm } from '../../trace/handoff-events';

export interface Payload {
  readonly form: PayloadForm;
  /** An estimate for objects: a bounded number of nodes is looked at, the rest is taken to be alike. */
  readonly sizeBytes: number;
  /** How many of these bytes lie in buffers of the transfer list. */
  readonly transferredBytes: number;
  /** Buffers that are copied, the largest of them first seen. */
  readonly copied: ArrayBuffer | null;
}

/** Decimal digits and a comma, about, of a number in JSON and in a structured clone. */
const BYTES_PER_NUMBER = 10;
const BYTES_PER_NODE = 16;

/** What a message is made of and how large it is, without reading more than a handful of its parts. */
export function describePayload(value: unknown, transferList: readonly unknown[] = []): Payload {
  const walk = new PayloadWalk(new Set(transferList));
  const sizeBytes = walk.sizeOf(value);
  return { form: walk.form(value, sizeBytes), sizeBytes, transferredBytes: walk.transferredBytes, copied: walk.copied };
}

class PayloadWalk {
  transferredBytes = 0;
  copied: ArrayBuffer | null = null;
  private nodes = 0;
  private bufferBytes = 0;
  private numberBytes = 0;
  private textBytes = 0;

  constructor(private readonly transferred: ReadonlySet<unknown>) {}

  sizeOf(value: unknown): number {
    if (typeof value === 'string') {
      this.textBytes += value.length;
      return value.length;
    }
    if (typeof value !== 'object' || value === null) return BYTES_PER_NUMBER;
    if (++this.nodes > LIMITS.handoff.estimatedNodes) return BYTES_PER_NODE;
    if (ArrayBuffer.isView(value)) return this.bufferSize(value.buffer, value.byteLength);
    if (value instanceof ArrayBuffer) return this.bufferSize(value, value.byteLength);
    if (isSharedBuffer(value)) return 0;
    return Array.isArray(value) ? this.arraySize(value) : this.objectSize(value);
  }

  form(value: unknown, sizeBytes: number): PayloadForm {
    if (typeof value === 'string') return /^\s*[[{]/.test(value) ? 'json-text' : 'text';
    const half = sizeBytes / 2;
    if (this.bufferBytes >= half) return 'typed-array';
    if (this.numberBytes >= half) return 'number-array';
    return this.textBytes >= half ? 'text' : 'objects';
  }

  private bufferSize(buffer: ArrayBufferLike, byteLength: number): number {
    if (!(buffer instanceof ArrayBuffer)) return 0;
    this.bufferBytes += byteLength;
    if (this.transferred.has(buffer)) this.transferredBytes += byteLength;
    else if (this.copied === null || buffer.byteLength > this.copied.byteLength) this.copied = buffer;
    return byteLength;
  }

  /** First, middle and last stand for all. */
  private arraySize(values: readonly unknown[]): number {
    if (values.length === 0) return 2;
    const samples = [values[0], values[values.length >> 1], values[values.length - 1]];
    if (samples.every((sample) => typeof sample === 'number')) {
      this.numberBytes += values.length * BYTES_PER_NUMBER;
      return values.length * BYTES_PER_NUMBER;
    }
    if (values.length <= LIMITS.handoff.estimatedNodes) return values.reduce((sum: number, each) => sum + this.sizeOf(each), 2);
    return Math.round((samples.reduce((sum: number, sample) => sum + this.sizeOf(sample), 0) / samples.length) * values.length);
  }

  private objectSize(value: object): number {
    let size = 2;
    let seen = 0;
    for (const key in value) {
      if (++seen > LIMITS.handoff.estimatedNodes) break;
      const own = Object.getOwnPropertyDescriptor(value, key);
      if (own && 'value' in own) size += key.length + 4 + this.sizeOf(own.value);
    }
    return size;
  }
}
