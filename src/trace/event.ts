import type { AsyncEvent } from './async-events';
import type { CacheEvent } from './cache-events';
import type { HandoffEvent } from './handoff-events';
import type { InstanceId, ModuleHash, StackId } from './identity';
import type { MemoryEvent } from './memory-events';

export type { InstanceId, ModuleHash, StackId };

/**
 * The closed union of everything that analysers read. Written by the agent (through `recorder`) and by the session;
 * versioned by `TRACE_VERSION`; sizes, hashes, names and lines, never payloads.
 *
 * `t` is milliseconds since the Unix epoch with fractions, one clock for all processes of a machine.
 * `pid` and `tid` name process and thread (tid 0: main thread, else Node's `threadId`).
 */
export type TraceEvent = Stamp & (CoreEvent | AsyncEvent | MemoryEvent | HandoffEvent | CacheEvent);
export type TraceEventKind = TraceEvent['kind'];
export type EventOf<Kind extends TraceEventKind> = Extract<TraceEvent, { kind: Kind }>;

export const TRACE_VERSION = 1;

export interface Stamp {
  readonly t: number;
  readonly pid: number;
  readonly tid: number;
}

/** One frame of a captured stack, innermost first. */
export type TraceFrame = JsFrame | WasmFrame;

export interface JsFrame {
  readonly kind: 'js';
  readonly function: string | null;
  /** A path for files, else the URL or `node:` name. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly async?: true;
  /** The code of a module or script itself, no function. */
  readonly topLevel?: true;
  /** Called by `new`. */
  readonly constructs?: true;
}

export interface WasmFrame {
  readonly kind: 'wasm';
  /** null where two loaded modules could be meant. */
  readonly module: ModuleHash | null;
  readonly functionIndex: number;
  readonly function: string | null;
  /** ModuleOffset (already mapped back when the module was rewritten). */
  readonly offset: number;
}

export type CoreEvent =
  /** First event of each thread. `mode` says how the agent came in. */
  | { readonly kind: 'thread-start'; readonly mode: 'launch' | 'attach'; readonly ppid: number; readonly nodeVersion: string | null; readonly argv: readonly string[]; readonly cwd: string; readonly features: readonly string[] }
  | { readonly kind: 'thread-end'; readonly exitCode: number | null; readonly reason: 'exit' | 'detached' | 'lost' }
  /** Interned stacks: sent once, before the first event that names it. */
  | { readonly kind: 'stack'; readonly id: StackId; readonly frames: readonly TraceFrame[] }
  /** Module bytes became known. `bytesFile` is a file beside the trace or on disk that holds them. */
  | { readonly kind: 'module'; readonly module: ModuleHash; readonly name: string | null; readonly sizeBytes: number; readonly bytesFile: string | null; readonly rewritten: boolean }
  /** One compilation (WebAssembly.compile, Module, instantiate of bytes, streaming ones). */
  | { readonly kind: 'compile'; readonly module: ModuleHash; readonly api: string; readonly synchronous: boolean; readonly durationMs: number; readonly stack: StackId; readonly operation: number; readonly operationStartedAt?: number; readonly sourceFile: string | null }
  | { readonly kind: 'compile-failed'; readonly api: string; readonly error: string; readonly stack: StackId }
  | { readonly kind: 'instantiate'; readonly module: ModuleHash; readonly instance: InstanceId; readonly api: string; readonly durationMs: number; readonly stack: StackId; readonly operation: number }
  | { readonly kind: 'instance-collected'; readonly instance: InstanceId }
  /** Export calls of one (instance, export) since the last such event, aggregated in the target. Times are milliseconds, nested calls included. */
  | { readonly kind: 'export-calls'; readonly instance: InstanceId; readonly module: ModuleHash; readonly name: string; readonly calls: number; readonly totalMs: number; readonly maxMs: number; readonly errors: number }
  | { readonly kind: 'import-calls'; readonly instance: InstanceId; readonly module: ModuleHash; readonly name: string; readonly calls: number; readonly totalMs: number }
  /** How often each block of a module that was rewritten to count them ran, in all its instances since the thread began; a later one replaces it. */
  | { readonly kind: 'block-counts'; readonly module: ModuleHash; readonly counts: readonly number[] }
  /**
   * Twice a second or so: process-wide figures, and each living memory's size. A memory that was there before the agent has
   * a negative `instance` of its own and no `module`, but perhaps an `owner`: the path of variables that leads to it.
   */
  | { readonly kind: 'vitals'; readonly rssBytes: number; readonly heapUsedBytes: number; readonly externalBytes: number; readonly arrayBuffersBytes: number; readonly cpuUserMs: number; readonly cpuSystemMs: number; readonly loopDelayMaxMs: number; readonly loopDelayMeanMs: number; readonly requests: number }
  | { readonly kind: 'memory-size'; readonly instance: InstanceId; readonly module: ModuleHash; readonly memory: number; readonly sizeBytes: number }
  | { readonly kind: 'memory-grow'; readonly instance: InstanceId; readonly module: ModuleHash; readonly memory: number; readonly fromBytes: number; readonly toBytes: number; readonly stack: StackId; readonly owner?: string; readonly rewrittenShare?: number }
  /** An HTTP request served by this process: an operation. `status` 0: never answered. */
  | { readonly kind: 'request'; readonly operation: number; readonly durationMs: number; readonly status: number; readonly loopback: boolean }
  /** Bounded buffers: what could not be kept, by kind, since the last such event. */
  | { readonly kind: 'dropped'; readonly what: string; readonly count: number }
  /** A probe could not do its work here; `rules` are not observed for that reason. */
  | { readonly kind: 'not-observed'; readonly rules: readonly string[]; readonly why: string }
  /** What an in-memory hand-off of that size takes on this machine (measured by the tool, not the target). */
  | { readonly kind: 'calibration'; readonly route: 'shared-memory' | 'transfer' | 'clone-typed-array'; readonly sizeBytes: number; readonly medianMs: number }
  /** Prices that the user set, so that a replayed trace prices alike. */
  | { readonly kind: 'price'; readonly cpuHour: number; readonly gbHour: number; readonly currency: string };
