import type { Patches } from './patches';
import { isBuiltIn } from './stacks';
import type { V8Frame } from './v8-frame';

/** `by`: what of V8's own made it (`Promise`, `then`), or a function of the program: entered as async, or waiting. */
export interface Making {
  readonly by: string;
  /** The innermost frame of the program. */
  readonly frame: V8Frame | undefined;
}

export const BY_FUNCTION = 'function';

export type OnInit = (promise: Promise<unknown>, parent: Promise<unknown> | undefined) => void;

/** Who tells of promises: V8's hooks in Node; in a page, which has none, what can be seen from inside. */
export interface PromiseSource {
  /** Whether `onInit` tells of the promise that an async function gives, when it is entered. */
  readonly seesEntries: boolean;
  /** How many frames there may be between a hook and who makes the promise. */
  readonly hookFrames: number;
  /** Called inside of V8's own promise code: be short, make no promises. Of a page's `await`, the promise is the one waited for. */
  onInit(hook: OnInit): () => void;
  /** For `onInit` hooks: who makes the promise; `frames` are those below the hook. */
  making(frames: (limit: number) => V8Frame[]): Making | null;
  /** Calls once when `promise` is resolved or rejected; one listener a promise. Its rejection stays as unhandled as it was. */
  whenSettled(promise: Promise<unknown>, listener: () => void): void;
}

/** How it is in Node: frames of V8's own tell what makes a promise. */
export function makingFromFrames(frames: (limit: number) => V8Frame[]): Making | null {
  const [innermost, maker] = frames(2);
  if (!innermost) return null;
  return isBuiltIn(innermost) ? { by: innermost.getFunctionName() ?? '', frame: maker } : { by: BY_FUNCTION, frame: innermost };
}

/** News of promises, taken once for all who listen, and only when somebody does. */
export class PromiseHooks {
  private readonly initListeners: OnInit[] = [];
  private readonly settlers = new WeakMap<Promise<unknown>, () => void>();
  private hook: Function = () => undefined;

  constructor(
    private readonly source: PromiseSource,
    private readonly patches: Patches,
    private readonly framesBelow: (own: Function, limit: number, between: number) => V8Frame[],
    private readonly onFault: (error: unknown) => void,
  ) {}

  get seesEntries(): boolean {
    return this.source.seesEntries;
  }

  /** For `onInit` listeners: who is making the promise, innermost first. Costs about 3 µs. */
  makerFrames(limit: number): V8Frame[] {
    return this.framesBelow(this.hook, limit, this.source.hookFrames);
  }

  /** For `onInit` listeners; as dear as `makerFrames`. */
  making(): Making | null {
    return this.source.making((limit) => this.makerFrames(limit));
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
    this.patches.defer(this.source.onInit(hook));
  }

  /** Calls once when `promise` is resolved or rejected; later listeners join the first. */
  whenSettled(promise: Promise<unknown>, listener: () => void): void {
    const earlier = this.settlers.get(promise);
    this.settlers.set(promise, earlier ? () => (earlier(), listener()) : listener);
    if (earlier) return;
    this.source.whenSettled(promise, () => {
      const tell = this.settlers.get(promise);
      this.settlers.delete(promise);
      try {
        tell?.();
      } catch (error) {
        this.onFault(error);
      }
    });
  }
}
