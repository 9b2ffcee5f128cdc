import type { AsyncContext } from '../async-context';
import type { Patches } from '../patches';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Scheduler = (work: unknown, ...rest: unknown[]) => unknown;

/** What runs its first argument later, in a task or microtask of its own. Intervals are left to whoever starts them. */
const SCHEDULERS = ['setTimeout', 'setInterval', 'queueMicrotask', 'requestAnimationFrame', 'requestIdleCallback'] as const;

/**
 * A page has nothing like AsyncLocalStorage, but every way on from one piece of work to another passes through something
 * that can be seen: timers and reactions are given functions, which are wrapped, and an `await` asks the promise for its
 * constructor (`PagePromises`). What was entered is gone with the task.
 */
export class PageAsyncContext<Value extends object> implements AsyncContext<Value> {
  readonly outlivesTurns = false;
  private current: Value | undefined;
  private used = false;
  private taskEnds = false;

  constructor(
    patches: Patches,
    private readonly nextTurn: (work: () => void) => void,
  ) {
    const bind = (work: unknown): unknown => this.bind(work);
    const place = globalThis as unknown as Record<string, Scheduler>;
    for (const name of SCHEDULERS) {
      if (name in place) patches.replace(place, name, (original) => (work, ...rest) => original(bind(work), ...rest));
    }
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
    if (this.taskEnds) return;
    this.taskEnds = true;
    this.nextTurn(() => {
      this.current = undefined;
      this.taskEnds = false;
    });
  }

  /** The same function, to run with what is current now. */
  bind(work: unknown): unknown {
    if (!this.used || typeof work !== 'function') return work;
    const { current } = this;
    const run = <Result>(call: () => Result): Result => this.run(current, call);
    return function (this: unknown, ...args: unknown[]) {
      return run(() => Reflect.apply(work as AnyFunction, this, args));
    };
  }
}
