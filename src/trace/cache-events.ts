import type { InstanceId, ModuleHash, StackId } from './event';

/** Events that the rules `cache/*` read beside the core ones. */
export type CacheEvent =
  /**
   * Lookups in one cache at one line, since the last such event. A lookup counts as `recomputed` when it missed and what
   * it stood for was then made again although it had been made before (`what` says what that was). `evicted` misses asked
   * for a key that had been there. Fingerprints only: keys never leave the target.
   */
  | { readonly kind: 'cache-lookups'; readonly cache: number; readonly owner: string | null; readonly what: 'module' | 'file' | 'wasm-call'; readonly lookups: number; readonly hits: number; readonly recomputed: number; readonly evicted: number; readonly distinctKeys: number; readonly distinctInputs: number; readonly recomputeMs: number; readonly stack: StackId }
  /** A module's source file has other bytes than before (`module` is what it holds now). */
  | { readonly kind: 'module-file'; readonly path: string; readonly module: ModuleHash; readonly modifiedAt: number }
  /**
   * An operation that began after `newer` was loaded from `path` called exports of an instance of `older`, loaded from
   * the same path before it. Counts since the last such event.
   */
  | { readonly kind: 'stale-use'; readonly path: string; readonly older: ModuleHash; readonly newer: ModuleHash; readonly newerLoaded: boolean; readonly instance: InstanceId; readonly calls: number; readonly stack: StackId }
  /** A debugger's session was found in the target, not ours. */
  | { readonly kind: 'debugger-attached'; readonly inspectorUrl: string; readonly byFlag: boolean };
