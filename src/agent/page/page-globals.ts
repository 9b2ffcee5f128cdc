import type { PAGE_GC } from '../wire';

type Post = (this: object, message: unknown) => void;

/** What of a page's globals the agent uses, and Node's types don't know. */
export interface PageGlobals {
  readonly [PAGE_GC]?: () => void;
  /** Not there in a worker. */
  readonly document?: object;
  /** In a worker it posts to the page. */
  readonly postMessage?: Post;
  readonly Worker?: { readonly prototype: object };
  readonly MessagePort: { readonly prototype: { readonly postMessage: Post } };
  readonly MessageChannel: new () => { readonly port1: { onmessage: (() => void) | null }; readonly port2: object };
  readonly performance: { readonly memory?: { readonly usedJSHeapSize: number } };
  addEventListener(type: 'pagehide', listener: () => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: UnhandledRejection) => void, options: { capture: boolean }): void;
  removeEventListener(type: 'pagehide', listener: () => void): void;
  removeEventListener(type: 'unhandledrejection', listener: (event: UnhandledRejection) => void, options: { capture: boolean }): void;
}

export interface UnhandledRejection {
  readonly reason: unknown;
  readonly promise: unknown;
}

export const page = globalThis as unknown as PageGlobals;
