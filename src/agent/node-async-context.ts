import { AsyncLocalStorage, executionAsyncResource } from 'node:async_hooks';
import type { AsyncContext } from './async-context';

/** Before async context frames (Node 24) what is entered stays on the event loop's resource, for its next turn too. */
export class NodeAsyncContext<Value extends object> implements AsyncContext<Value> {
  readonly outlivesTurns = storesOnResource();
  private readonly storage = new AsyncLocalStorage<Value | undefined>();
  private readonly enteredAt = new WeakMap<Value, { readonly resource: object; readonly turn: number }>();
  private turn = 0;
  private turnEnds = false;

  get(): Value | undefined {
    return this.storage.getStore();
  }

  enter(value: Value): void {
    if (this.outlivesTurns) {
      this.enteredAt.set(value, { resource: executionAsyncResource(), turn: this.turn });
      this.countTurn();
    }
    this.storage.enterWith(value);
  }

  run<Result>(value: Value | undefined, work: () => Result): Result {
    return this.storage.run(value, work);
  }

  isLeftOver(value: Value): boolean {
    const entered = this.enteredAt.get(value);
    return entered !== undefined && entered.turn !== this.turn && entered.resource === executionAsyncResource();
  }

  /** Tasks of V8's platform run with `process` as their resource, where what was entered would stay (before Node 24). */
  dispose(): void {
    this.storage.disable();
    const { kResourceStore } = this.storage as { kResourceStore?: symbol };
    if (kResourceStore !== undefined) Reflect.deleteProperty(process, kResourceStore);
  }

  /** Node runs its ticks after each callback that the event loop makes. */
  private countTurn(): void {
    if (this.turnEnds) return;
    this.turnEnds = true;
    this.storage.run(undefined, () =>
      process.nextTick(() => {
        this.turn++;
        this.turnEnds = false;
      }),
    );
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
