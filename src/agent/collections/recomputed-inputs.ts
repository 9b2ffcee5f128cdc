import type { AgentHost, BoundaryFunction, CallHooks } from '../probe';
import { isPlainKey } from './collection-kind';
import { isOwn, structuredStack } from '../stacks';

/** Addresses below are more likely small numbers; lengths above are no prompts, frames or keys. */
const MIN_ADDRESS = 1_024;
const MAX_INPUT_BYTES = 64 << 10;
const MAX_INPUTS = 20_000;
/** Operations that are waiting for what a lookup did not find. */
const MAX_WAITING = 1_000;

interface Call {
  readonly given: number;
  /** Given numbers alone: what it gives belongs to the fingerprint, as state that other calls have left may have a say. */
  readonly withResult: boolean;
  readonly startedAt: number;
}

/** A lookup that found nothing, and what was computed since in the same operation. */
interface Miss {
  readonly of: CacheAccount;
  /** Undefined for one that is no plain value. */
  readonly key: unknown;
  readonly evicted: boolean;
  /** A promise of the outcome was put in before anything was computed. */
  promised: boolean;
  computed: { again: boolean; elapsedMs: number } | null;
}

/** What one container's misses led to. */
export class CacheAccount {
  private recomputed = 0;
  private evicted = 0;
  private recomputeMs = 0;

  constructor(
    private readonly waiting: WaitingMisses,
    private readonly inputs: ReadonlySet<number>,
  ) {}

  /** `evicted`: the key had been there. */
  miss(evicted: boolean, key: unknown): void {
    this.waiting.add({ of: this, key: isPlainKey(key) ? key : undefined, evicted, promised: false, computed: null });
  }

  insertion(value: unknown): void {
    const miss = this.waiting.current().find(({ of }) => of === this);
    if (!miss) return;
    if (miss.computed === null && value instanceof Promise) miss.promised = true;
    else this.waiting.settle(miss);
  }

  /** What was computed again since the last time; distinct inputs in all. */
  take(): { recomputed: number; evicted: number; recomputeMs: number; distinctInputs: number } {
    const { recomputed, evicted, recomputeMs } = this;
    this.recomputed = this.evicted = this.recomputeMs = 0;
    return { recomputed, evicted, recomputeMs, distinctInputs: this.inputs.size };
  }

  count({ computed, evicted }: Miss): void {
    if (!computed?.again) return;
    this.recomputed++;
    this.recomputeMs += computed.elapsedMs;
    if (evicted) this.evicted++;
  }
}

/** By operation, the latest miss of each container. */
class WaitingMisses {
  private readonly byOperation = new Map<number, Miss[]>();

  constructor(private readonly operation: () => number) {}

  get isEmpty(): boolean {
    return this.byOperation.size === 0;
  }

  current(): readonly Miss[] {
    return this.byOperation.get(this.operation()) ?? [];
  }

  add(miss: Miss): void {
    const operation = this.operation();
    // Caches ask again for the key that is put in: that is the same miss.
    if (miss.key !== undefined && this.current().some(({ of, key, computed }) => of === miss.of && key === miss.key && computed !== null)) return;
    this.finish(operation, ({ of }) => of === miss.of);
    const others = this.current();
    this.byOperation.delete(operation);
    this.byOperation.set(operation, [...others, miss]);
    if (this.byOperation.size > MAX_WAITING) this.byOperation.delete(this.byOperation.keys().next().value!);
  }

  settle(miss: Miss): void {
    miss.of.count(miss);
    this.keep(this.operation(), (other) => other !== miss);
  }

  /** What was promised counts though nothing more is put in. */
  finish(operation: number, which: (miss: Miss) => boolean = () => true): void {
    for (const miss of this.byOperation.get(operation) ?? []) if (which(miss) && miss.promised) miss.of.count(miss);
    this.keep(operation, (miss) => !which(miss));
  }

  private keep(operation: number, kept: (miss: Miss) => boolean): void {
    const left = (this.byOperation.get(operation) ?? []).filter(kept);
    if (left.length > 0) this.byOperation.set(operation, left);
    else this.byOperation.delete(operation);
  }
}

/**
 * Which inputs the service's Wasm was given, by fingerprint: the bytes behind each pair of address and length among the
 * arguments, and the small numbers. While no miss waits for its outcome a call costs one comparison.
 */
export class RecomputedInputs {
  private readonly seen = new Set<number>();
  private readonly waiting: WaitingMisses;
  /** Somebody writes to memories, so that numbers alone do not tell what a call is given. */
  private writesMemories = false;

  constructor(private readonly host: AgentHost) {
    this.waiting = new WaitingMisses(() => host.operations.current());
    host.operations.onFinish((operation) => this.waiting.finish(operation));
    host.wasm.buffers.onMemory((_buffer, hook) => {
      if (this.writesMemories) return;
      const [caller] = structuredStack(1, hook);
      this.writesMemories = caller !== undefined && !isOwn(caller);
    });
  }

  account(): CacheAccount {
    return new CacheAccount(this.waiting, this.seen);
  }

  hooksFor(target: BoundaryFunction): CallHooks<Call | undefined> {
    return {
      enter: (args) => (this.waiting.isEmpty || this.waiting.current().length === 0 ? undefined : this.begin(target, args)),
      leave: (result, call) => this.end(call, result),
      fail: (_error, call) => this.end(call, undefined),
    };
  }

  private begin({ instance, name }: BoundaryFunction, args: readonly unknown[]): Call | undefined {
    const seed = hashBytes(FNV_BASIS, new TextEncoder().encode(name));
    const startedAt = this.host.now();
    const given = fingerprint(args, instance.memories()[0]?.buffer, seed);
    if (given !== null) return { given, withResult: false, startedAt };
    const takesNumbersAlone = !this.writesMemories && args.length > 0 && args.every(isNumber) && !instance.compiled.module.imports.some(({ kind }) => kind === 'func');
    return takesNumbersAlone ? { given: args.reduce<number>(hashNumber, seed), withResult: true, startedAt } : undefined;
  }

  private end(call: Call | undefined, result: unknown): void {
    if (!call) return;
    const input = call.withResult ? hashNumber(call.given, result) : call.given;
    const again = this.seen.has(input);
    if (!again && this.seen.size < MAX_INPUTS) this.seen.add(input);
    const elapsedMs = this.host.now() - call.startedAt;
    for (const miss of this.waiting.current()) miss.computed = { again: again && miss.computed?.again !== false, elapsedMs: (miss.computed?.elapsedMs ?? 0) + elapsedMs };
  }
}

/** null where no argument pair is an address and a length. Other addresses (output buffers) are left out. */
function fingerprint(args: readonly unknown[], memory: ArrayBufferLike | undefined, seed: number): number | null {
  if (!memory) return null;
  const bytes = new Uint8Array(memory);
  let hash = seed;
  let pairs = 0;
  for (let at = 0; at < args.length; at++) {
    const value = Number(args[at]);
    const length = Number(args[at + 1]);
    if (value >= MIN_ADDRESS && length > 0 && length <= MAX_INPUT_BYTES && value + length <= bytes.length) {
      hash = hashBytes(hash, bytes.subarray(value, value + length));
      pairs++;
      at++;
    } else if (!(value >= MIN_ADDRESS && value < bytes.length)) {
      hash = hashNumber(hash, value);
    }
  }
  return pairs === 0 ? null : hash;
}

const FNV_BASIS = 0x811c9dc5;
const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint';

function hashNumber(seed: number, value: unknown): number {
  return hashBytes(seed, new Uint8Array(Float64Array.of(Number(value)).buffer));
}

/** FNV-1a, 32 bits. */
function hashBytes(seed: number, bytes: Uint8Array): number {
  let hash = seed;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
