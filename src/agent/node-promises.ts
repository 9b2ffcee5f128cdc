import { promiseHooks } from 'node:v8';
import type { Patches } from './patches';
import { makingFromFrames, type OnInit, type PromiseSource } from './promise-hooks';

/** V8's promise hooks. */
export class NodePromises implements PromiseSource {
  readonly seesEntries = true;
  /** Of Node, which dispatches them. */
  readonly hookFrames = 2;
  readonly making = makingFromFrames;
  private readonly settlers = new WeakMap<Promise<unknown>, () => void>();
  private waiting = 0;
  private hearsSettled = false;

  constructor(private readonly patches: Patches) {}

  onInit(hook: OnInit): () => void {
    return promiseHooks.onInit(hook) as unknown as () => void;
  }

  whenSettled(promise: Promise<unknown>, listener: () => void): void {
    this.settlers.set(promise, listener);
    this.waiting++;
    if (this.hearsSettled) return;
    this.hearsSettled = true;
    const { settlers } = this;
    const stop = promiseHooks.onSettled((settled) => {
      if (this.waiting === 0) return;
      const tell = settlers.get(settled);
      if (!tell) return;
      this.waiting--;
      settlers.delete(settled);
      tell();
    }) as unknown as () => void;
    this.patches.defer(stop);
  }
}
