import { AsyncLocalStorage, executionAsyncResource } from 'node:async_hooks';
import { Server } from 'node:net';
import type { Patches } from './patches';
import type { Operations } from './probe';
import type { PromiseHooks } from './promise-hooks';
import { isBuiltIn } from './stacks';

export interface Operation {
  readonly id: number;
  readonly startedAt: number;
  /** The request that it is part of, or itself. */
  readonly root: Operation;
  readonly isRequest: boolean;
  finished: boolean;
  /** The event-loop resource that ran when it began, and the turn. */
  readonly resource: object;
  readonly turn: number;
}

interface Needs {
  readonly patches: Patches;
  readonly promises: PromiseHooks;
  now(): number;
  onFault(error: unknown): void;
}

/** Stacks looked at between two flushes (some 3 µs each), to tell async functions apart; beyond that they count as one. */
const LOOKS = 2_000;

/**
 * Which calls belong together. A request is an operation. Elsewhere one begins with the first export call of a turn,
 * and again when an async function that has made calls is suspended and another one, entered in the same turn, makes
 * calls of its own: `Promise.all([run(a), run(b)])` is two. AsyncLocalStorage carries it on, so sequential awaits of one
 * function stay one.
 */
export class AsyncOperations implements Operations {
  private readonly storage = new AsyncLocalStorage<Operation | undefined>();
  private readonly finishListeners: ((operation: number) => void)[] = [];
  /** Weak: an operation that no pending work can come back to is over. */
  private readonly living = new Map<number, WeakRef<Operation>>();
  private readonly gone = new FinalizationRegistry<number>((id) => this.tellFinished(id));
  private readonly staysOnResource: boolean;
  private looks = LOOKS;
  private nextId = 1;
  private turn = 0;
  private turnEnds = false;
  /** The operation whose calls were made in the synchronous stretch that runs now, and what happened since. */
  private stretch: { readonly operation: Operation; suspended: boolean; entered: boolean } | null = null;

  constructor(private readonly needs: Needs) {
    const { patches } = needs;
    this.staysOnResource = storesOnResource();
    needs.promises.onInit((_promise, parent) => this.onPromise(parent !== undefined));
    patches.defer(() => this.letGo());
    this.leaveBehind();
  }

  current(): number {
    return this.storage.getStore()?.id ?? 0;
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
    return this.storage.run(operation, work);
  }

  finish(operation: Operation): void {
    if (operation.finished) return;
    operation.finished = true;
    this.tellFinished(operation.id);
  }

  /** Asked at each export call: the operation that it belongs to, begun now where there is none. */
  forCall(): number {
    const stored = this.storage.getStore();
    const { stretch } = this;
    if (stored !== undefined && stretch?.operation === stored && !stretch.suspended && !this.staysOnResource) return stored.id;
    const operation = this.operationFrom(stored);
    if (this.stretch?.operation !== operation) this.stretch = { operation, suspended: false, entered: false };
    return operation.id;
  }

  private operationFrom(stored: Operation | undefined): Operation {
    if (stored === undefined || this.isSpent(stored)) return this.enter(this.begin(null, false));
    const { stretch } = this;
    if (stretch?.operation === stored && stretch.suspended && stretch.entered) return this.enter(this.begin(stored, false));
    return stored;
  }

  /** Before async context frames (Node 24) what is entered stays on the resource, for its next turn too. */
  private isSpent(operation: Operation): boolean {
    return this.staysOnResource && !operation.isRequest && operation.turn !== this.turn && operation.resource === executionAsyncResource();
  }

  private enter(operation: Operation): Operation {
    this.storage.enterWith(operation);
    return operation;
  }

  private begin(sibling: Operation | null, isRequest: boolean): Operation {
    const id = this.nextId++;
    const operation = { id, startedAt: this.needs.now(), isRequest, finished: false, resource: executionAsyncResource(), turn: this.turn } as Omit<Operation, 'root'> & { root?: Operation };
    operation.root = sibling?.root.isRequest ? sibling.root : (operation as Operation);
    this.living.set(id, new WeakRef(operation as Operation));
    this.gone.register(operation, id);
    this.countTurn();
    return operation as Operation;
  }

  /** Tasks of V8's platform run with `process` as their resource, where what was entered would stay (before Node 24). */
  private letGo(): void {
    this.storage.disable();
    const { kResourceStore } = this.storage as { kResourceStore?: symbol };
    if (kResourceStore !== undefined) Reflect.deleteProperty(process, kResourceStore);
  }

  /** Node runs its ticks after each callback that the event loop makes. */
  private countTurn(): void {
    if (this.turnEnds || !this.staysOnResource) return;
    this.turnEnds = true;
    this.storage.run(undefined, () =>
      process.nextTick(() => {
        this.turn++;
        this.turnEnds = false;
      }),
    );
  }

  /**
   * V8 makes a promise when an async function is entered and two when it awaits (with a parent). `then`, `new Promise`
   * and `Promise.all` do so too, but from a built-in's frame. Looked at only after calls in this stretch.
   */
  private onPromise(hasParent: boolean): void {
    const { stretch } = this;
    if (stretch === null || (hasParent ? stretch.suspended : !stretch.suspended || stretch.entered)) return;
    if (this.looks <= 0 || this.storage.getStore() !== stretch.operation) return;
    this.looks--;
    const [frame] = this.needs.promises.makerFrames(1);
    if (!frame || isBuiltIn(frame)) return;
    if (!hasParent) {
      stretch.entered = true;
      return;
    }
    stretch.suspended = true;
    queueMicrotask(() => {
      if (this.stretch === stretch) this.stretch = null;
    });
  }

  /** What starts here serves others later: intervals and listening servers don't go on with what runs now. */
  private leaveBehind(): void {
    const outside = <Result>(work: () => Result): Result => {
      const stored = this.storage.getStore();
      return stored === undefined || stored.root.isRequest ? work() : this.storage.run(undefined, work);
    };
    const { patches } = this.needs;
    patches.replace(globalThis, 'setInterval', (original) => function (this: unknown, ...args: unknown[]) {
      return outside(() => Reflect.apply(original, this, args) as NodeJS.Timeout);
    });
    patches.replace(Server.prototype, 'listen', (original) => function (this: unknown, ...args: unknown[]) {
      return outside(() => Reflect.apply(original, this, args) as Server);
    } as typeof original);
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

function storesOnResource(): boolean {
  const marker = {};
  const storage = new AsyncLocalStorage<object>();
  storage.enterWith(marker);
  const resource = executionAsyncResource() as Record<symbol, unknown>;
  const found = Object.getOwnPropertySymbols(resource).find((symbol) => resource[symbol] === marker);
  storage.disable();
  return found !== undefined && Reflect.deleteProperty(resource, found);
}
