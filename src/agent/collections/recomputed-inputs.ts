import type { AgentHost, CallHooks, InstanceRecord } from '../probe';

/** Addresses below are more likely small numbers; lengths above are no prompts, frames or keys. */
const MIN_ADDRESS = 1_024;
const MAX_INPUT_BYTES = 64 << 10;
const MAX_INPUTS = 20_000;

interface Call {
  readonly input: number;
  readonly startedAt: number;
}

/**
 * Which inputs the service's Wasm was given, by fingerprint: the bytes behind each pair of address and length among the
 * arguments, and the small numbers. While nobody listens a call costs one comparison.
 */
export class RecomputedInputs {
  private readonly seen = new Set<number>();
  private listening = false;
  private missed = false;
  /** What was computed since the miss, until its outcome is put in. */
  private computed: { again: boolean; elapsedMs: number } | null = null;
  private recomputed = 0;
  private recomputeMs = 0;

  constructor(private readonly host: AgentHost) {}

  /** What was computed again since the last time; distinct inputs in all. */
  take(): { recomputed: number; recomputeMs: number; distinctInputs: number } {
    const { recomputed, recomputeMs } = this;
    this.recomputed = 0;
    this.recomputeMs = 0;
    return { recomputed, recomputeMs, distinctInputs: this.seen.size };
  }

  start(): void {
    this.listening = true;
  }

  /** A lookup found nothing: what is computed next is on its account. */
  noteMiss(): void {
    this.missed = true;
    this.computed = null;
  }

  /** Something new was put into the container that was asked: what was computed for it counts. */
  noteInsertion(): void {
    if (this.computed?.again) {
      this.recomputed++;
      this.recomputeMs += this.computed.elapsedMs;
    }
    this.missed = false;
    this.computed = null;
  }

  hooksFor(instance: InstanceRecord): CallHooks<Call | undefined> {
    const end = (call: Call | undefined): void => {
      if (call) this.end(call);
    };
    return {
      enter: (args) => (this.listening && this.missed ? this.begin(instance, args) : undefined),
      leave: (_result, call) => end(call),
      fail: (_error, call) => end(call),
    };
  }

  private begin(instance: InstanceRecord, args: readonly unknown[]): Call | undefined {
    const input = fingerprint(args, instance.memories()[0]?.buffer);
    return input === null ? undefined : { input, startedAt: this.host.now() };
  }

  private end({ input, startedAt }: Call): void {
    const again = this.seen.has(input);
    if (!again && this.seen.size < MAX_INPUTS) this.seen.add(input);
    this.computed = { again: again && this.computed?.again !== false, elapsedMs: (this.computed?.elapsedMs ?? 0) + this.host.now() - startedAt };
  }
}

/** null where no argument pair is an address and a length. Other addresses (output buffers) are left out. */
export function fingerprint(args: readonly unknown[], memory: ArrayBufferLike | undefined): number | null {
  if (!memory) return null;
  const bytes = new Uint8Array(memory);
  let hash = 0x811c9dc5;
  let pairs = 0;
  for (let at = 0; at < args.length; at++) {
    const value = Number(args[at]);
    const length = Number(args[at + 1]);
    if (value >= MIN_ADDRESS && length > 0 && length <= MAX_INPUT_BYTES && value + length <= bytes.length) {
      hash = hashBytes(hash, bytes.subarray(value, value + length));
      pairs++;
      at++;
    } else if (!(value >= MIN_ADDRESS && value < bytes.length)) {
      hash = hashBytes(hash, new Uint8Array(Float64Array.of(value).buffer));
    }
  }
  return pairs === 0 ? null : hash;
}

/** FNV-1a, 32 bits. */
export function hashBytes(seed: number, bytes: Uint8Array): number {
  let hash = seed;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
