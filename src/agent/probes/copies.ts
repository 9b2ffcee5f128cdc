import { LIMITS } from '../../base/limits';
import type { InstanceId } from '../../trace/event';
import { equalRanges } from '../equal-ranges';
import type { AgentHost, Probe } from '../probe';
import { isSharedBuffer } from '../shared-buffer';
import { isOwn, structuredStack } from '../stacks';
import { bytesFingerprint, fingerprint } from '../transfer/fingerprint';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Waste = 'unchanged' | 'returned' | null;
type After = (result: unknown, durationMs: number) => void;

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
  private readonly copiedTo = new WeakMap<object, { memory: object; from: number; to: number }>();
  private readonly encoded = new WeakMap<object, string>();

  constructor(private readonly host: AgentHost) {
    const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as { set: AnyFunction; slice: AnyFunction };
    const encoder = TextEncoder.prototype as unknown as { encode: AnyFunction; encodeInto: AnyFunction };
    this.patch(typedArray, 'set', (_target, [source]) => isLarge(source), (target, [source]) => this.set(target, source as Uint8Array));
    this.patch(typedArray, 'slice', isLarge, (source) => (copy, durationMs) => this.out(copy, (source as Uint8Array).buffer, durationMs));
    this.patch(encoder, 'encode', (_self, [text]) => isLong(text), (_self, [text]) => (bytes) => this.encoded.set(bytes as object, fingerprint(text as string)));
    this.patch(encoder, 'encodeInto', (_self, [text]) => isLong(text), (_self, [text, into]) => (_result, durationMs) => this.text('in', into, text, durationMs));
    this.patch(TextDecoder.prototype as unknown as { decode: AnyFunction }, 'decode', (_self, [source]) => isLarge(source), (_self, [source]) => (text, durationMs) => this.text('out', source, text, durationMs));
    if (host.runtime.kind === 'node') this.patchBuffer();
  }

  /** What Buffer's own `toString` and `write` come down to. */
  private patchBuffer(): void {
    const buffer = Buffer.prototype as unknown as { utf8Slice: AnyFunction; utf8Write: AnyFunction };
    this.patch(buffer, 'utf8Write', (_self, [text]) => isLong(text), (into, [text]) => (_result, durationMs) => this.text('in', into, text, durationMs));
    this.patch(buffer, 'utf8Slice', isLarge, (source) => (text, durationMs) => this.text('out', source, text, durationMs));
  }

  /**
   * `watch` is asked before the copy, and what it returns is called after it. Small copies go straight through, and so do
   * those that the agent itself makes.
   */
  private patch<Key extends string>(owner: Record<Key, AnyFunction>, key: Key, isWorthLooking: (self: unknown, args: unknown[]) => boolean, watch: (self: unknown, args: unknown[]) => After | null): void {
    const { host } = this;
    host.patch(owner, key, (original) => {
      const wrapper: AnyFunction = function (...args) {
        if (!isWorthLooking(this, args) || isOwnCall(wrapper)) return original.apply(this, args);
        let after: After | null = null;
        host.guard(() => (after = watch(this, args)))();
        const startedAt = host.now();
        const result = original.apply(this, args);
        const durationMs = host.now() - startedAt;
        host.guard(() => after?.(result, durationMs))();
        return result;
      };
      return wrapper;
    });
  }

  private set(target: unknown, source: Uint8Array): After | null {
    if (!ArrayBuffer.isView(target) || target.byteLength < source.byteLength) return null;
    const instance = this.ownerOf(target.buffer);
    // Within linear memory, and between two of JavaScript's arrays, nothing crosses.
    if ((instance === 0) === (this.ownerOf(source.buffer) === 0)) return null;
    if (instance === 0) return (_result, durationMs) => this.out(target, source.buffer, durationMs);
    const text = this.encoded.get(source);
    if (text !== undefined) return (_result, durationMs) => this.emit(instance, 'in', 'text', source.byteLength, text, null, durationMs);
    const waste = this.wasteOf(instance, target, source);
    return (_result, durationMs) => this.emit(instance, 'in', 'bytes', source.byteLength, bytesFingerprint(bytesOf(source)), waste, durationMs);
  }

  private wasteOf(instance: InstanceId, target: ArrayBufferView, source: Uint8Array): Waste {
    const origin = this.copiedFrom.get(source.buffer);
    if (origin?.instance === instance && origin.fingerprint === bytesFingerprint(bytesOf(source))) return 'returned';
    // Equal bytes may come from outside again, and nobody could have known: only the same array is asked. What other
    // threads write to is never known.
    if (isSharedBuffer(source.buffer)) return null;
    const last = this.copiedTo.get(source.buffer);
    this.copiedTo.set(source.buffer, { memory: target.buffer, from: source.byteOffset, to: target.byteOffset });
    const again = last?.memory === target.buffer && last.from === source.byteOffset && last.to === target.byteOffset;
    return again && equalRanges(bytesOf(target), bytesOf(source))(0, source.byteLength) ? 'unchanged' : null;
  }

  private out(copy: unknown, memory: object, durationMs: number): void {
    const instance = this.ownerOf(memory);
    if (instance === 0 || !isLarge(copy)) return;
    const print = bytesFingerprint(bytesOf(copy));
    this.copiedFrom.set(copy.buffer, { instance, fingerprint: print });
    this.emit(instance, 'out', 'bytes', copy.byteLength, print, null, durationMs);
  }

  private text(direction: 'in' | 'out', memory: unknown, text: unknown, durationMs: number): void {
    if (!isLarge(memory) || !isLong(text)) return;
    const instance = this.ownerOf(memory.buffer) || (this.copiedFrom.get(memory.buffer)?.instance ?? 0);
    if (instance !== 0) this.emit(instance, direction, 'text', text.length, fingerprint(text), null, durationMs);
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

function isOwnCall(wrapper: Function): boolean {
  const [caller] = structuredStack(1, wrapper);
  return caller !== undefined && isOwn(caller);
}

const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

function isLarge(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && value.byteLength >= LIMITS.handoff.payloadBytes;
}

function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.length >= LIMITS.handoff.payloadBytes;
}
