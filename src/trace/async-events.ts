import type { InstanceId, ModuleHash, StackId } from './identity';

/** Where a function is defined. */
export interface Definition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string | null;
}

/** What made a promise: an export that gave one, an async function, or an executor (`new Promise`). */
export type PromiseOrigin = 'export' | 'async-function' | 'executor' | 'import';

/** Events that the rules `async/*` read beside the core ones. */
export type AsyncEvent =
  /**
   * A promise was taken for a value since the last such event of the same stack: as the result of an import of type
   * `wanted` (`how` import-result), or by coercion to a number or string. `stack` is where that happened.
   */
  | { readonly kind: 'promise-coerced'; readonly how: 'import-result' | 'number' | 'default' | 'string'; readonly wanted: string | null; readonly import: string | null; readonly definedAt: Definition | null; readonly stack: StackId; readonly count: number }
  /**
   * A promise to which nobody reacted, long after the turn that made it. `call` is the export that it has to do with,
   * `stack` its making; `pendingMs` how long it went unsettled, `answered`: its request was answered meanwhile.
   */
  | { readonly kind: 'promise-unobserved'; readonly id: number; readonly origin: PromiseOrigin; readonly name: string; readonly call: string; readonly stack: StackId; readonly operation: number; readonly inRequest: boolean; readonly pendingMs: number; readonly settled: boolean; readonly answered: boolean;
      /** It was this function that ended the response, directly or by what it called. */
      readonly endedResponse: boolean }
  /** Somebody reacted after all. */
  | { readonly kind: 'promise-observed'; readonly id: number }
  /** Promises tied to a call, by the site that made them, since the last such event: how long they took to settle. */
  | { readonly kind: 'promise-settled'; readonly site: StackId; readonly call: string; readonly count: number; readonly maxMs: number; readonly totalMs: number;
      /** Those of them that had been told as pending. */
      readonly late: readonly number[] }
  /**
   * One operation crossed the boundary again and again and waited each time for a promise that was settled in the same
   * turn of the event loop: `crossings` of them at `stack` since the last such event, of an operation with `inOperation` so
   * far. Microseconds are those of the quickest stretch of crossings, and of a quick wait for a promise among them (the lowest tenth).
   */
  | { readonly kind: 'awaited-crossings'; readonly name: string; readonly stack: StackId; readonly operation: number; readonly crossings: number; readonly inOperation: number; readonly usPerCrossing: number; readonly usOfWaiting: number }
  /** Still pending, told from time to time; `lost`: it was collected as garbage, so nothing can settle it any more. */
  | { readonly kind: 'promise-pending'; readonly site: StackId; readonly id: number; readonly call: string; readonly origin: PromiseOrigin; readonly operation: number; readonly ageMs: number; readonly lost: boolean }
  /** Nobody handled the rejection of a promise that has to do with a call. `afterResponseMs` null: not in an answered request. */
  | { readonly kind: 'late-rejection'; readonly stack: StackId; readonly call: string; readonly name: string; readonly afterResponseMs: number | null; readonly error: string }
  /**
   * Another operation entered the instance between two calls of one (`how` calls), or while a call was suspended
   * (asyncify, jspi). First and second in order of their entries. `effect` says what was found of shared state.
   */
  | {
      readonly kind: 'interleaved'; readonly how: 'calls' | 'asyncify' | 'jspi'; readonly instance: InstanceId; readonly module: ModuleHash;
      readonly firstExport: string; readonly firstStack: StackId; readonly secondExport: string; readonly secondStack: StackId;
      readonly effect: InterleavingEffect; readonly count: number;
      /** Pairs of operations that are both done since the last such event, and how many of them in the order opposite to their beginning. */
      readonly pairs: number; readonly inverted: number;
      readonly changedWords: number;
      /** What the call gave, and what it gives without the other operation; errors by their message. */
      readonly result: number | string | null; readonly resultAlone: number | string | null;
    }
  /** The calls into an instance around the first moment that operations were found in each other's way there, in order of time. */
  | { readonly kind: 'call-stretches'; readonly instance: InstanceId; readonly module: ModuleHash; readonly stretches: readonly CallStretch[] }
  /** An export was called from an import of the same instance. `clobberedWords`: written by the outer call before, and changed by the inner one. */
  | { readonly kind: 'reentered'; readonly instance: InstanceId; readonly module: ModuleHash; readonly outerExport: string; readonly innerExport: string; readonly import: string; readonly stack: StackId; readonly depth: number; readonly clobberedWords: number; readonly outcomeChanged: boolean; readonly count: number }
  /** A call that kept the event loop of this thread, while other work waited. `heldTimeout`: also the timeout of a race, which ought to have ended it. */
  | { readonly kind: 'loop-blocked'; readonly module: ModuleHash; readonly export: string; readonly stack: StackId; readonly durationMs: number; readonly operation: number; readonly inRequest: boolean; readonly mainThread: boolean; readonly heldTimeout?: true };

/** Calls of one operation into one instance with no other operation's between them, by the clock of the events. */
export interface CallStretch {
  readonly operation: number;
  /** The first of them. */
  readonly export: string;
  readonly startedAt: number;
  /** null: the last one waits inside. */
  readonly endedAt: number | null;
  readonly calls: number;
}

/**
 * `depends`: repeated on a copy of the instance without the other operation's writes, the call gave another outcome.
 * `independent`: the same outcome. `shared-words`: both changed the same words, and the call could not be repeated.
 * `suspended`: the machinery of a suspended call itself is shared. `unknown`: not sampled yet.
 */
export type InterleavingEffect = 'depends' | 'independent' | 'shared-words' | 'suspended' | 'unknown';
