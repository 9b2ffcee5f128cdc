import { promiseHooks } from 'node:v8';
import type { Patches } from './patches';
import type { V8Frame } from './stacks';

type OnInit = (promise: Promise<unknown>, parent: Promise<unknown> | undefined) => void;

/**
 * V8's promise hooks, taken once for all who listen, and only when somebody does. Called inside of V8's own promise
 * code: be short, make no promises.
 */
export class PromiseHooks {
  private readonly initListeners: OnInit[] = [];
  private readonly settlers = new WeakMap<Promise<unknown>, () => void>();
  private waiting = 0;
  private hearsSettled = false;
  private hook: Function = () => undefined;

  constructor(
    private readonly patches: Patches,
    private readonly framesBelow: (own: Function, limit: number) => V8Frame[],
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** For `onInit` listeners: who is making the promise, innermost first. Costs about 3 µs. */
  makerFrames(limit: number): V8Frame[] {
    return this.framesBelow(this.hook, limit);
  }

  /** Of a promise made by `then` or `await`, `parent` is the one waited for. */
  onInit(listener: OnInit): void {
    this.initListeners.push(listener);
    if (this.initListeners.length > 1) return;
    const { initListeners, onFault } = this;
    const hook: OnInit = (promise, parent) => {
      try {
        for (let index = 0; index < initListeners.length; index++) initListeners[index]!(promise, parent);
      } catch (error) {
        onFault(error);
      }
    };
    this.hook = hook;
    this.patches.defer(promiseHooks.onInit(hook) as unknown as () => void);
  }

  /** Calls once when `promise` is resolved or rejected; one listener a promise, later ones join. */
  whenSettled(promise: Promise<unknown>, listener: () => void): void {
    const earlier = this.settlers.get(promise);
    this.settlers.set(promise, earlier ? () => (earlier(), listener()) : listener);
    if (!earlier) this.waiting++;
    if (this.hearsSettled) return;
    this.hearsSettled = true;
    const { settlers, onFault } = this;
    const stop = promiseHooks.onSettled((settled) => {
      if (this.waiting === 0) return;
      const tell = settlers.get(settled);
      if (!tell) return;
      this.waiting--;
      settlers.delete(settled);
      try {
        tell();
      } catch (error) {
        onFault(error);
      }
    }) as unknown as () => void;
    this.patches.defer(stop);
  }
}
