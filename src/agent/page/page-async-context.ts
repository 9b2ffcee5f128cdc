import type { AsyncContext } from '../async-context';
import type { Patches } from '../patches';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Scheduler = (work: unknown, ...rest: unknown[]) => unknown;

/** How many microtasks long what was entered may go on unseen: what `await` is given that is no promise tells nobody. */
const HOPS = 8;

/** A frame, an idle moment or a round of an interval is mostly one of many, each a beginning. */
const BEGINNINGS = ['setInterval', 'requestAnimationFrame', 'requestIdleCallback'] as const;

/**
 * A page has nothing like AsyncLocalStorage, but every way on from one piece of work to another passes through something
 * that can be seen: timers and reactions are given functions, which are wrapped, and an `await` asks the promise for its
 * constructor (`PagePromises`). What was entered is gone with the task.
 */
export class PageAsyncContext<Value extends object> implements AsyncContext<Value> {
  readonly outlivesTurns = false;
  private current: Value | undefined;
  private used = false;
  private hopsLeft = 0;
  private inTimer = false;
  private queue: ((work: () => void) => void) | null = null;

  /** To be called once the page's timers are there. */
  follow(patches: Patches): void {
    this.queue = globalThis.queueMicrotask;
    const place = globalThis as unknown as Record<string, Scheduler>;
    const later = (name: string, bind: (work: unknown) => unknown): void => {
      if (name in place) patches.replace(place, name, (original) => (work, ...rest) => original(bind(work), ...rest));
    };
    later('queueMicrotask', (work) => this.bind(work));
    later('setTimeout', (work) => this.timer(work));
    for (const name of BEGINNINGS) later(name, (work) => this.boundTo(undefined, work));
  }

  get(): Value | undefined {
    return this.current;
  }

  enter(value: Value): void {
    this.used = true;
    this.resume(value);
  }

  run<Result>(value: Value | undefined, work: () => Result): Result {
    const before = this.current;
    this.current = value;
    try {
      return work();
    } finally {
      this.current = before;
    }
  }

  isLeftOver(): boolean {
    return false;
  }

  dispose(): void {
    this.used = false;
    this.current = undefined;
  }

  /** Whether anything was ever entered: until then there is nothing to carry on. */
  get isUsed(): boolean {
    return this.used;
  }

  /** For a microtask right before the one that is to go on with what is current now. */
  follower(): () => void {
    const { current } = this;
    return () => this.resume(current);
  }

  private resume(value: Value | undefined): void {
    this.current = value;
    const isForgetting = this.hopsLeft > 0;
    this.hopsLeft = HOPS;
    if (!isForgetting) this.soon(this.forget);
  }

  /** Before the next task, which has nothing to do with this one: microtasks are all done before it. */
  private readonly forget = (): void => {
    if (--this.hopsLeft > 0) this.soon(this.forget);
    else this.current = undefined;
  };

  /** The page's own, whatever it is replaced by later. */
  private soon(work: () => void): void {
    const queue = this.queue ?? globalThis.queueMicrotask;
    queue(work);
  }

  /** A timer that a timer starts is a loop, and its next round a beginning. */
  private timer(work: unknown): unknown {
    const bound = this.boundTo(this.inTimer ? undefined : this.current, work);
    if (typeof bound !== 'function') return bound;
    const mark = (inTimer: boolean): void => void (this.inTimer = inTimer);
    return function (this: unknown, ...args: unknown[]) {
      mark(true);
      try {
        return (bound as AnyFunction).apply(this, args);
      } finally {
        mark(false);
      }
    };
  }

  /** The same function, to run with what is current now. */
  bind(work: unknown): unknown {
    return this.boundTo(this.current, work);
  }

  private boundTo(value: Value | undefined, work: unknown): unknown {
    if (!this.used || typeof work !== 'function') return work;
    const run = <Result>(call: () => Result): Result => this.run(value, call);
    return function (this: unknown, ...args: unknown[]) {
      return run(() => Reflect.apply(work as AnyFunction, this, args));
    };
  }
}
