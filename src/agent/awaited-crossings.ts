import { LIMITS } from '../base/limits';
import type { StackId } from '../trace/event';
import type { AgentHost } from './probe';

/** Fewer in one operation cost less than anybody notices. */
const MANY = 1_000;
/** One in so many is timed, and one in so many looked at for its place (some 5 µs). */
const TIMED_EVERY = 16;
const KEPT_TIMES = 128;
const LOOKED_EVERY = 256;
/** So many promises prove that what is waited for are the crossings. */
const ENOUGH_PROMISES = 200;

/** The crossings of one operation. */
interface Chain {
  readonly operation: number;
  crossings: number;
  promises: number;
  turn: number;
  lastAt: number;
  /** Of the stretch of crossings that is under way, and of the quickest one: the rest has our own work and collections in it. */
  elapsedMs: number;
  quickestMs: number;
  /** From the end of a call to the turn of what waited for it, or to the settling of its promise. */
  waitsMs: number[];
  /** Looks that found a place. */
  readonly places: Map<StackId, { readonly name: string; looks: number }>;
  looks: number;
}

interface Stretch {
  readonly chain: Chain;
  hasPromise: boolean;
  readonly isTimed: boolean;
  leftAt: number;
}

/**
 * Counts how often one operation crosses the boundary and waits for it, where nothing real was waited for: the next
 * crossing comes in the same turn of the event loop, but not in the same synchronous stretch.
 */
export class AwaitedCrossings {
  private readonly chains = new Map<number, Chain>();
  private turn = 0;
  private turnEnds = false;
  /** The crossing of the synchronous stretch that runs now, and whether a promise of it is known. */
  private stretch: Stretch | null = null;
  /** An async function was entered in this stretch. */
  private early = false;
  /** Where promises were seen to be waited for; looking for more of them stops at some point. */
  private readonly proven = new Set<StackId>();

  constructor(private readonly host: AgentHost) {
    host.onFlush(() => this.flush());
  }

  /** A call of an export or of a suspending import begins. Whose it is matters only to the first of a stretch. */
  enter(name: string, operation: () => number): void {
    if (this.stretch !== null) return;
    const chain = this.chainOf(operation());
    if (!chain) return;
    const now = performance.now();
    const goesOn = chain.turn === this.turn;
    this.open(chain, goesOn && chain.crossings % TIMED_EVERY === 0 && chain.waitsMs.length < KEPT_TIMES);
    if (!goesOn) {
      chain.turn = this.turn;
      chain.lastAt = now;
      return;
    }
    chain.crossings++;
    chain.elapsedMs += now - chain.lastAt;
    chain.lastAt = now;
    if (chain.crossings % LOOKED_EVERY === 0) this.look(chain, name);
    if (this.early) this.promised();
  }

  /** An async function was entered that may go on to cross the boundary. */
  entered(): void {
    if (!this.early) queueMicrotask(() => (this.early = false));
    this.early = true;
  }

  /** The call of this stretch is over, and may have given a promise. */
  left(result: unknown): void {
    const { stretch } = this;
    if (stretch === null) return;
    const { chain } = stretch;
    const promise = result instanceof Promise ? result : null;
    if (promise) this.promised();
    if (!stretch.isTimed) return;
    // Of several calls in a stretch the last one counts: what comes after it is waiting.
    const isFirst = stretch.leftAt === 0;
    stretch.leftAt = performance.now();
    if (!isFirst) return;
    const { turn } = this;
    const sample = chain.waitsMs.push(0) - 1;
    const noteWait = (): void => {
      if (turn === this.turn) chain.waitsMs[sample] = performance.now() - stretch.leftAt;
    };
    queueMicrotask(noteWait);
    if (promise) this.host.promises.whenSettled(promise, noteWait);
  }

  /** Something waits for the crossing of this stretch. */
  promised(): void {
    if (this.stretch === null || this.stretch.hasPromise) return;
    this.stretch.hasPromise = true;
    this.stretch.chain.promises++;
  }

  private open(chain: Chain, isTimed: boolean): void {
    this.stretch = { chain, hasPromise: false, isTimed, leftAt: 0 };
    queueMicrotask(() => (this.stretch = null));
    if (this.turnEnds) return;
    this.turnEnds = true;
    this.host.runtime.nextTurn(() => {
      this.turn++;
      this.turnEnds = false;
    });
  }

  private look(chain: Chain, name: string): void {
    chain.quickestMs = Math.min(chain.quickestMs, chain.elapsedMs);
    chain.elapsedMs = 0;
    const stack = this.host.captureStack();
    const place = chain.places.get(stack) ?? { name, looks: 0 };
    if (chain.places.size >= LIMITS.report.related && place.looks === 0) return;
    chain.places.set(stack, place);
    place.looks++;
    chain.looks++;
  }

  private chainOf(operation: number): Chain | undefined {
    const known = this.chains.get(operation);
    if (known || this.chains.size >= LIMITS.agent.sites) return known;
    const chain: Chain = { operation, crossings: 0, promises: 0, turn: -1, lastAt: 0, elapsedMs: 0, quickestMs: Infinity, waitsMs: [], places: new Map(), looks: 0 };
    this.chains.set(operation, chain);
    return chain;
  }

  private flush(): void {
    for (const chain of this.chains.values()) {
      if (chain.crossings >= MANY && chain.looks > 0) this.tell(chain);
      if (chain.turn !== this.turn && this.host.operations.isFinished(chain.operation)) this.chains.delete(chain.operation);
    }
  }

  private tell(chain: Chain): void {
    const { operation, crossings, places, quickestMs, waitsMs, promises } = chain;
    for (const [stack, { name, looks }] of places) {
      if (promises >= ENOUGH_PROMISES) this.proven.add(stack);
      if (this.proven.has(stack)) this.host.emit({ kind: 'awaited-crossings', name, stack, operation, crossings: looks * LOOKED_EVERY, inOperation: crossings, usPerCrossing: (quickestMs / LOOKED_EVERY) * 1_000, usOfWaiting: quick(waitsMs) * 1_000 });
    }
    Object.assign(chain, { looks: 0, quickestMs: Infinity, waitsMs: [] });
    places.clear();
  }
}

/** The lowest tenth: the others have our own work in them, as the slower stretches do. */
function quick(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 10)] ?? 0;
}
