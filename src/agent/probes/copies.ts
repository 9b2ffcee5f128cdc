import { LIMITS } from '../../base/limits';
import type { InstanceId } from '../../trace/event';
import type { AgentHost, Probe } from '../probe';
import { bytesFingerprint, fingerprint } from '../transfer/fingerprint';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Waste = 'unchanged' | 'returned' | null;

/** Large copies between linear memory and JavaScript, of bytes and of text; small ones cost less than looking. */
export const copies: Probe = {
  name: 'copies',
  rules: ['handoff/boundary-copy'],
  install(host) {
    let watch: CopyWatch | null = null;
    // Programs without Wasm keep their typed arrays as they are.
    host.wasm.onInstance((instance) => {
      if (instance.compiled.module.memories.length > 0) watch ??= new CopyWatch(host);
    });
    return () => undefined;
  },
};

class CopyWatch {
  /** Whose memory a buffer is; 0 for JavaScript's own. A buffer never becomes the other. */
  private readonly owners = new WeakMap<object, InstanceId>();
  /** What was copied out of a memory, and of whose; what was copied into one, and where. */
  private readonly copiedFrom = new WeakMap<object, { instance: InstanceId; fingerprint: string }>();
  private readonly copiedTo = new WeakMap<object, { memory: object; address: number }>();
  private readonly encoded = new WeakMap<object, string>();

  constructor(private readonly host: AgentHost) {
    const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as { set: AnyFunction; slice: AnyFunction };
    this.patch(typedArray, 'set', (target, [source], copy) => (isLarge(source) && ArrayBuffer.isView(target) ? this.set(target as Uint8Array, source, copy) : copy()));
    this.patch(typedArray, 'slice', (source, _args, copy) => (isLarge(source) ? this.slice(source, copy) : copy()));
    this.patch(TextEncoder.prototype as unknown as { encode: AnyFunction }, 'encode', (_self, [text], encode) => (isLong(text) ? this.encode(text, encode) : encode()));
    this.patch(TextEncoder.prototype as unknown as { encodeInto: AnyFunction }, 'encodeInto', (_self, [text, into], encode) => (isLong(text) && isLarge(into) ? this.text('in', into, () => text, encode) : encode()));
    this.patch(TextDecoder.prototype as unknown as { decode: AnyFunction }, 'decode', (_self, [source], decode) => (isLarge(source) ? this.text('out', source, (text) => text as string, decode) : decode()));
    // What Buffer's own `toString` and `write` come down to.
    const buffer = Buffer.prototype as unknown as { utf8Slice: AnyFunction; utf8Write: AnyFunction };
    this.patch(buffer, 'utf8Slice', (source, _args, decode) => (isLarge(source) ? this.text('out', source, (text) => text as string, decode) : decode()));
    this.patch(buffer, 'utf8Write', (into, [text], encode) => (isLong(text) && isLarge(into) ? this.text('in', into, () => text, encode) : encode()));
  }

  private patch<Key extends string>(owner: Record<Key, AnyFunction>, key: Key, around: (self: unknown, args: unknown[], proceed: () => unknown) => unknown): void {
    this.host.patch(owner, key, (original) =>
      function (this: unknown, ...args) {
        return around(this, args, () => original.apply(this, args));
      });
  }

  private set(target: Uint8Array, source: Uint8Array, copy: () => unknown): unknown {
    const instance = this.ownerOf(target.buffer);
    // Within linear memory, and between two of JavaScript's arrays, nothing crosses.
    if ((instance === 0) === (this.ownerOf(source.buffer) === 0)) return copy();
    const before = instance === 0 ? '' : bytesFingerprint(bytesOf(target).subarray(0, source.byteLength));
    const startedAt = this.host.now();
    copy();
    const durationMs = this.host.now() - startedAt;
    const text = this.encoded.get(source);
    if (instance === 0) this.out(target, source.buffer, durationMs);
    else if (text !== undefined) this.emit(instance, 'in', 'text', source.byteLength, text, null, durationMs);
    else {
      const print = bytesFingerprint(bytesOf(source));
      this.emit(instance, 'in', 'bytes', source.byteLength, print, this.wasteOf(instance, target, source, print, before), durationMs);
    }
    return undefined;
  }

  private wasteOf(instance: InstanceId, target: Uint8Array, source: Uint8Array, print: string, before: string): Waste {
    const origin = this.copiedFrom.get(source.buffer);
    if (origin?.instance === instance && origin.fingerprint === print) return 'returned';
    const last = this.copiedTo.get(source.buffer);
    this.copiedTo.set(source.buffer, { memory: target.buffer, address: target.byteOffset });
    // The same bytes may come from the network again: then nobody could have known. The same array is another matter.
    return before === print && last?.memory === target.buffer && last.address === target.byteOffset ? 'unchanged' : null;
  }

  private slice(source: Uint8Array, copy: () => unknown): unknown {
    const startedAt = this.host.now();
    const result = copy();
    const durationMs = this.host.now() - startedAt;
    if (isLarge(result) && this.ownerOf(source.buffer) !== 0) this.out(result, source.buffer, durationMs);
    return result;
  }

  private out(copy: Uint8Array, memory: object, durationMs: number): void {
    const instance = this.ownerOf(memory);
    const print = bytesFingerprint(bytesOf(copy));
    this.copiedFrom.set(copy.buffer, { instance, fingerprint: print });
    this.emit(instance, 'out', 'bytes', copy.byteLength, print, null, durationMs);
  }

  private encode(text: string, encode: () => unknown): unknown {
    const bytes = encode() as Uint8Array;
    this.encoded.set(bytes, fingerprint(text));
    return bytes;
  }

  private text(direction: 'in' | 'out', memory: Uint8Array, textOf: (result: unknown) => string, work: () => unknown): unknown {
    const instance = this.ownerOf(memory.buffer) || (this.copiedFrom.get(memory.buffer)?.instance ?? 0);
    if (instance === 0) return work();
    const startedAt = this.host.now();
    const result = work();
    const durationMs = this.host.now() - startedAt;
    const text = textOf(result);
    if (text.length >= LIMITS.handoff.payloadBytes) this.emit(instance, direction, 'text', text.length, fingerprint(text), null, durationMs);
    return result;
  }

  private emit(instance: InstanceId, direction: 'in' | 'out', as: 'bytes' | 'text', sizeBytes: number, print: string, waste: Waste, durationMs: number): void {
    this.host.emit({ kind: 'boundary-copy', instance, direction, as, sizeBytes, fingerprint: print, waste, durationMs, stack: this.host.captureStack(), operation: this.host.operations.current() });
  }

  private ownerOf(buffer: object): InstanceId {
    const known = this.owners.get(buffer);
    if (known !== undefined) return known;
    let owner = 0;
    for (const instance of this.host.wasm.instances()) if (instance.memories().some((memory) => memory.buffer === buffer)) owner = instance.id;
    this.owners.set(buffer, owner);
    return owner;
  }
}

const bytesOf = (view: Uint8Array): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function isLarge(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && value.byteLength >= LIMITS.handoff.payloadBytes;
}

function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.length >= LIMITS.handoff.payloadBytes;
}
