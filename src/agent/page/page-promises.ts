import type { Patches } from '../patches';
import { BY_FUNCTION, type Making, type OnInit, type PromiseSource } from '../promise-hooks';
import type { V8Frame } from '../v8-frame';

type AnyPromise = Promise<unknown>;
type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Executor = (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void;

/** What goes on in a reaction. */
export interface Carrier {
  readonly isUsed: boolean;
  bind(work: unknown): unknown;
  /** Called in a microtask of its own, right before the one that goes on after an `await`. */
  follower(): () => void;
}

/** Called as `Promise.x(…)`: those that make a promise of what they are called on. */
const STATICS = ['all', 'allSettled', 'any', 'race', 'reject', 'try', 'withResolvers'] as const;

/**
 * Promises as a page shows them from inside. `then` and `new Promise` are functions that can be replaced. An `await` is
 * not, but it asks its promise for its `constructor` (ECMA-262 27.2.4.7.1 PromiseResolve), right before it reacts to it:
 * what reacts there first runs right before the awaiting function goes on. Only the promise that an async function gives
 * is nowhere to be seen until somebody reacts to it.
 */
export class PagePromises implements PromiseSource {
  readonly seesEntries = false;
  readonly hookFrames = 6;
  private readonly original = Promise;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- the original, always called on a promise
  private readonly react = Promise.prototype.then as AnyFunction;
  private hook: OnInit | null = null;
  private by = '';
  /** Reads of `constructor` that come of our own reactions, and of `then` itself. */
  private quiet = false;
  /** Promises whose end is listened for, and whether the program has reacted to them. */
  private readonly awaited = new WeakMap<AnyPromise, { reacted: boolean }>();
  /** What is rejected once more for a promise whose rejection nobody but us has heard. */
  private readonly standIns = new WeakMap<AnyPromise, AnyPromise>();

  constructor(
    patches: Patches,
    private readonly carrier: Carrier,
    private readonly nextTurn: (work: () => void) => void,
  ) {
    this.seeConstruction(patches);
    this.seeReactions(patches);
    this.seeAwaits(patches);
  }

  onInit(hook: OnInit): () => void {
    this.hook = hook;
    return () => (this.hook = null);
  }

  making(frames: (limit: number) => V8Frame[]): Making | null {
    const [frame] = frames(1);
    return frame ? { by: this.by, frame } : null;
  }

  whenSettled(promise: AnyPromise, listener: () => void): void {
    const state = { reacted: false };
    this.awaited.set(promise, state);
    void this.reactQuietly(promise, listener, (reason: unknown) => {
      listener();
      this.nextTurn(() => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the program's own reason, whatever it is
        if (!state.reacted) this.standIns.set(this.original.reject(reason), promise);
      });
    });
  }

  /** The promise that a rejection is about. */
  rejected(promise: unknown): unknown {
    return this.standIns.get(promise as AnyPromise) ?? promise;
  }

  private tell(by: string, promise: AnyPromise, parent: AnyPromise | undefined): void {
    if (parent) {
      const state = this.awaited.get(parent);
      if (state) state.reacted = true;
    }
    this.by = by;
    this.hook?.(promise, parent);
  }

  private reactQuietly(promise: AnyPromise, onFulfilled: unknown, onRejected: unknown): AnyPromise {
    const before = this.quiet;
    this.quiet = true;
    try {
      return this.react.call(promise, onFulfilled, onRejected) as AnyPromise;
    } finally {
      this.quiet = before;
    }
  }

  /** The executor runs once its promise is known, and is given the same functions as it would have been. */
  private seeConstruction(patches: Patches): void {
    const { original } = this;
    const construct = (target: Function, args: unknown[], newTarget: Function): object => {
      const [executor] = args;
      if (typeof executor !== 'function') return Reflect.construct(target, args, newTarget) as object;
      let settle: Parameters<Executor> | undefined;
      const promise = Reflect.construct(target, [(...functions: Parameters<Executor>) => void (settle = functions)], newTarget) as AnyPromise;
      this.tell('Promise', promise, undefined);
      try {
        (executor as Executor)(...settle!);
      } catch (error) {
        settle![1](error);
      }
      return promise;
    };
    const replacement = new Proxy(original, { construct });
    patches.replace(globalThis, 'Promise', () => replacement as PromiseConstructor);
    const statics = original as unknown as Record<string, AnyFunction>;
    const asOriginal = (self: unknown): unknown => (self === replacement ? original : self);
    for (const name of STATICS) {
      if (name in original) patches.replace(statics, name, (each) => function (...args) {
        return Reflect.apply(each, asOriginal(this), args);
      });
    }
    const quietly = (work: () => unknown): unknown => this.quietly(work);
    patches.replace(statics, 'resolve', (resolve) => function (value) {
      return quietly(() => Reflect.apply(resolve, asOriginal(this), [value]));
    });
  }

  private quietly(work: () => unknown): unknown {
    const before = this.quiet;
    this.quiet = true;
    try {
      return work();
    } finally {
      this.quiet = before;
    }
  }

  private seeReactions(patches: Patches): void {
    const reacted = (promise: AnyPromise, args: unknown[]): AnyPromise => {
      const child = this.reactQuietly(promise, this.carrier.bind(args[0]), this.carrier.bind(args[1]));
      this.tell('then', child, promise);
      return child;
    };
    patches.replace(this.original.prototype as unknown as { then: AnyFunction }, 'then', () => function (...args) {
      return reacted(this as AnyPromise, args);
    });
  }

  private seeAwaits(patches: Patches): void {
    const { prototype } = this.original;
    const descriptor = Object.getOwnPropertyDescriptor(prototype, 'constructor')!;
    const { original } = this;
    const asked = (promise: object): void => {
      if (!this.quiet && promise !== prototype && promise instanceof original) this.awaiting(promise as AnyPromise);
    };
    void Object.defineProperty(prototype, 'constructor', {
      configurable: true,
      enumerable: false,
      get(this: object) {
        asked(this);
        return original;
      },
      set(this: object, value: unknown) {
        Object.defineProperty(this, 'constructor', { value, configurable: true, enumerable: true, writable: true });
      },
    });
    patches.defer(() => void Object.defineProperty(prototype, 'constructor', descriptor));
  }

  private awaiting(promise: AnyPromise): void {
    this.tell(BY_FUNCTION, promise, promise);
    if (!this.carrier.isUsed) return;
    const follow = this.carrier.follower();
    void this.reactQuietly(promise, follow, follow);
  }
}
