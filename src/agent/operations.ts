import { LIMITS } from '../base/limits';
import type { AsyncContext } from './async-context';
import type { Finalizers } from './finalizers';
import { OwnFinalizers } from './own-finalizers';
import type { Patches } from './patches';
import type { Operations } from './probe';
import { BY_FUNCTION, type PromiseHooks } from './promise-hooks';
import { functionKey } from './stacks';
import type { V8Frame } from './v8-frame';

export interface Operation {
  readonly id: number;
  readonly startedAt: number;
  /** The request that it is part of, or itself. */
  readonly root: Operation;
  readonly isRequest: boolean;
  finished: boolean;
}

interface Needs {
  readonly patches: Patches;
  readonly promises: PromiseHooks;
  readonly context: AsyncContext<Operation>;
  readonly finalizers: Finalizers;
  /** The innermost frames of the program. */
  frames(limit: number): V8Frame[];
  now(): number;
  onFault(error: unknown): void;
}

/** Stacks looked at between two flushes (some 3 µs each), to tell async functions apart; beyond that they count as one. */
const LOOKS = 2_000;
const LOOKED_FRAMES = 12;

/** A synchronous stretch that has made calls. */
interface Stretch {
  readonly operation: Operation;
  /** An async function has been suspended in it, and another one entered since. */
  suspended: boolean;
  entered: boolean;
  /** Functions that were on the stack below the suspended one. */
  below: ReadonlySet<string>;
}

/**
 * Which calls belong together. A request is an operation. Elsewhere one begins with the first export call of a turn,
 * and again when an async function that has made calls is suspended and another one, entered in the same turn, makes
 * calls of its own: `Promise.all([run(a), run(b)])` is two. The context carries it on, so sequential awaits of one
 * function stay one.
 */
export class AsyncOperations implements Operations {
  private readonly context: AsyncContext<Operation>;
  private readonly finishListeners: ((operation: number) => void)[] = [];
  /** Weak: an operation that no pending work can come back to is over. */
  private readonly living = new Map<number, WeakRef<Operation>>();
  private readonly gone = new OwnFinalizers<number>((id) => this.tellFinished(id));
  private looks = LOOKS;
  private nextId = 1;
  private stretch: Stretch | null = null;
  private seesPromises = false;
  /** Functions that were seen waiting, where entries are not seen: each is async. */
  private readonly asyncFunctions = new Set<string>();

  constructor(private readonly needs: Needs) {
    const { patches, context } = needs;
    this.context = context;
    patches.defer(() => context.dispose());
  }

  current(): number {
    return this.context.get()?.id ?? 0;
  }

  startedAt(operation: number): number {
    return this.living.get(operation)?.deref()?.startedAt ?? 0;
  }

  isFinished(operation: number): boolean {
    return operation !== 0 && (this.living.get(operation)?.deref()?.root.finished ?? true);
  }

  onFinish(listener: (operation: number) => void): void {
    this.finishListeners.push(listener);
  }

  /** Called at each flush. */
  grantLooks(): void {
    this.looks = LOOKS;
  }

  /** The request that `operation` is part of, or itself. */
  rootOf(operation: number): number {
    return this.living.get(operation)?.deref()?.root.id ?? operation;
  }

  isRequest(operation: number): boolean {
    return this.living.get(operation)?.deref()?.root.isRequest ?? false;
  }

  /** A request begins: what runs from here on in this context is part of it. */
  enterRequest(): Operation {
    return this.enter(this.begin(null, true));
  }

  runIn<Result>(operation: Operation, work: () => Result): Result {
    return this.context.run(operation, work);
  }

  finish(operation: Operation): void {
    if (operation.finished) return;
    operation.finished = true;
    this.tellFinished(operation.id);
  }

  /** Asked at each export call: the operation that it belongs to, begun now where there is none; 0 in a finalizer. */
  forCall(): number {
    if (this.needs.finalizers.isRunning) return 0;
    const stored = this.context.get();
    const { stretch } = this;
    if (stored !== undefined && stretch?.operation === stored && !stretch.suspended && (stored.isRequest || !this.context.outlivesTurns)) return stored.id;
    const operation = this.operationFrom(stored);
    if (this.stretch?.operation !== operation) this.stretch = { operation, suspended: false, entered: false, below: NOTHING };
    this.watchPromises();
    return operation.id;
  }

  /** From the first call on: a program pays for each of its promises. */
  private watchPromises(): void {
    if (this.seesPromises) return;
    this.seesPromises = true;
    this.needs.promises.onInit((_promise, parent) => this.onPromise(parent !== undefined));
  }

  private operationFrom(stored: Operation | undefined): Operation {
    if (stored === undefined || this.isSpent(stored)) return this.enter(this.begin(null, false));
    const { stretch } = this;
    if (stretch?.operation === stored && stretch.suspended && (stretch.entered || this.seesEntered(stretch))) return this.enter(this.begin(stored, false));
    return stored;
  }

  private isSpent(operation: Operation): boolean {
    return this.context.outlivesTurns && !operation.isRequest && this.context.isLeftOver(operation);
  }

  /** Where entries are not told of: an async function is on the stack that was not there when the last one was suspended. */
  private seesEntered({ below }: Stretch): boolean {
    if (this.needs.promises.seesEntries || this.looks-- <= 0) return false;
    return this.needs.frames(LOOKED_FRAMES).some((frame) => {
      const key = functionKey(frame);
      return !below.has(key) && this.asyncFunctions.has(key);
    });
  }

  private enter(operation: Operation): Operation {
    this.context.enter(operation);
    return operation;
  }

  private begin(sibling: Operation | null, isRequest: boolean): Operation {
    const id = this.nextId++;
    const operation = { id, startedAt: this.needs.now(), isRequest, finished: false } as Omit<Operation, 'root'> & { root?: Operation };
    operation.root = sibling?.root.isRequest ? sibling.root : (operation as Operation);
    this.living.set(id, new WeakRef(operation as Operation));
    // A request's end is told.
    if (!isRequest) this.gone.register(operation, id);
    return operation as Operation;
  }

  /**
   * V8 makes a promise when an async function is entered and two when it awaits (with a parent). `then`, `new Promise`
   * and `Promise.all` do so too, but from a built-in's frame. Looked at only after calls in this stretch.
   */
  private onPromise(hasParent: boolean): void {
    const { stretch } = this;
    if (stretch === null || (hasParent ? stretch.suspended : !stretch.suspended || stretch.entered)) return;
    if (this.looks <= 0 || this.context.get() !== stretch.operation) return;
    this.looks--;
    if (this.needs.promises.making()?.by !== BY_FUNCTION) return;
    if (!hasParent) {
      stretch.entered = true;
      return;
    }
    stretch.suspended = true;
    if (!this.needs.promises.seesEntries) this.noteSuspended(stretch);
    queueMicrotask(() => {
      if (this.stretch === stretch) this.stretch = null;
    });
  }

  private noteSuspended(stretch: Stretch): void {
    const [waiting, ...below] = this.needs.frames(LOOKED_FRAMES).map(functionKey);
    if (waiting === undefined) return;
    if (this.asyncFunctions.size < LIMITS.agent.sites) this.asyncFunctions.add(waiting);
    stretch.below = new Set(below);
  }

  /** What starts here serves others later (intervals, listening servers): it doesn't go on with what runs now, unless that is a request. */
  outside<Result>(work: () => Result): Result {
    const stored = this.context.get();
    return stored === undefined || stored.root.isRequest ? work() : this.context.run(undefined, work);
  }

  private tellFinished(id: number): void {
    for (const listener of this.finishListeners) {
      try {
        listener(id);
      } catch (error) {
        this.needs.onFault(error);
      }
    }
    this.living.delete(id);
  }
}

const NOTHING: ReadonlySet<string> = new Set();
