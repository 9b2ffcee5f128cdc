import type { InstanceId, ModuleHash, StackId } from './identity';

/** Events that the rules `cache/*` read beside the core ones. */
export type CacheEvent =
  /**
   * Lookups in one cache at one line, since the last such event. A lookup counts as `recomputed` when it missed and what
   * it stood for was then made again although it had been made before (`what` says what that was). `evicted` misses asked
   * for a key that had been there. Fingerprints only: keys never leave the target.
   */
  | { readonly kind: 'cache-lookups'; readonly cache: number; readonly owner: string | null; readonly what: 'module' | 'file' | 'wasm-call'; readonly lookups: number; readonly hits: number; readonly recomputed: number; readonly evicted: number; readonly distinctKeys: number; readonly distinctInputs: number; readonly recomputeMs: number; readonly stack: StackId }
  /** A file could not be opened; `error` is the code of the system's error. Once for each path. */
  | { readonly kind: 'file-missing'; readonly path: string; readonly error: string; readonly stack: StackId; readonly operation: number }
  /** The program printed something that names one of the files that could not be opened, or wrote to its error output soon after. */
  | { readonly kind: 'file-missing-told'; readonly path: string }
  /** A module's source file has other bytes than before (`module` is what it holds now). */
  | { readonly kind: 'module-file'; readonly path: string; readonly module: ModuleHash; readonly modifiedAt: number }
  /**
   * An operation that began after `newer` was loaded from `path` called exports of an instance of `older`, loaded from
   * the same path before it. Counts since the last such event.
   */
  | { readonly kind: 'stale-use'; readonly path: string; readonly older: ModuleHash; readonly newer: ModuleHash; readonly newerLoaded: boolean; readonly instance: InstanceId; readonly calls: number; readonly stack: StackId }
  /**
   * Inspection of the target that is not ours: its inspector listens at `inspectorUrl` (host and port, null where only an
   * inner session is meant), asked for `byFlag` or at `stack`. `client` says who uses it: a session of the program with
   * itself that has the Debugger on, a connection from outside, or nobody that could be seen. Told once a second.
   */
  | { readonly kind: 'debugger-attached'; readonly inspectorUrl: string | null; readonly byFlag: boolean; readonly client: 'inside' | 'outside' | null; readonly stack: StackId }
  /** How the process was started, where that bears on speed: NODE_ENV, and flags of V8 that keep Wasm from being optimised. */
  | { readonly kind: 'runtime-setup'; readonly environment: string | null; readonly slowFlags: readonly string[] }
  /** A module could not be linked: `mismatches` are the imports that it wants and that were not given, or not of that kind. */
  | { readonly kind: 'instantiate-failed'; readonly module: ModuleHash; readonly api: string; readonly error: string; readonly mismatches: readonly ImportMismatch[]; readonly stack: StackId; readonly operation: number }
  /** Calls of an export with other arguments than its type wants, of the `checked` ones since the last such event. */
  | { readonly kind: 'call-mismatch'; readonly module: ModuleHash; readonly name: string; readonly wanted: readonly string[]; readonly given: readonly string[]; readonly problem: CallProblem; readonly count: number; readonly checked: number; readonly stack: StackId };

export interface ImportMismatch {
  /** `module.name`. */
  readonly import: string;
  /** Its kind, and for functions the type: `func (i32, i32) -> i32`. */
  readonly wanted: string;
  readonly given: string;
}

/**
 * `missing`: fewer arguments than parameters, the rest is 0 or NaN. `surplus`: more, the rest is dropped. `kind`: the call
 * throws, because number and BigInt do not mix. `fraction`: what is cut off is all there was. `not-a-number`: text or an
 * object becomes 0 or NaN.
 */
export type CallProblem = 'missing' | 'surplus' | 'kind' | 'fraction' | 'not-a-number';
