import type { Definition, PromiseOrigin } from '../trace/async-events';
import type { StackId } from '../trace/event';

/** A promise that a call has to do with, from its making on. */
export interface Origin {
  readonly kind: PromiseOrigin;
  /** The async function, or the export or import that gave the promise. */
  readonly name: string;
  readonly stack: StackId;
  readonly operation: number;
  /** The request that it is part of, or its operation. */
  readonly root: number;
  readonly inRequest: boolean;
  readonly madeAt: number;
  /** The export or import whose call belongs to it; null for an async function that was not seen calling yet. */
  readonly call: string | null;
  readonly definedAt: Definition | null;
  /** The script that made the promise for its caller, of an Asyncify call. */
  readonly glue: string | null;
  reacted: boolean;
  /** Its function, or what that called, ended the response of its request. */
  endedResponse: boolean;
  settledAt: number | null;
  readonly promise: WeakRef<Promise<unknown>>;
}

/** What is known of a call whose failure somebody may miss. */
export type FailedCall = Pick<Origin, 'name' | 'call' | 'definedAt' | 'stack' | 'operation' | 'root'>;

/** Which promises have to do with calls into Wasm. */
export interface Origins {
  of(promise: Promise<unknown>): Origin | undefined;
  /** Of a promise that was rejected with `reason`: its own, that of the promise it came from, or the call that failed so. */
  ofRejected(promise: Promise<unknown>, reason: unknown): FailedCall | undefined;
  /** Told of each origin when it is made; its `call` may become known later. */
  onOrigin(listener: (origin: Origin) => void): void;
  /** Told when an origin is tied to an export call. */
  onLinked(listener: (origin: Origin) => void): void;
  /** Told of an Asyncify call that was suspended and taken for done: no promise was made for its end. */
  onUnawaited(listener: (call: { readonly call: string; readonly stack: StackId }) => void): void;
  /** Whether promises of this origin have to do with calls: known of async functions only once one was seen calling. */
  callOf(origin: Pick<Origin, 'call' | 'definedAt'>): string | null;
}
