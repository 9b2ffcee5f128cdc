import type { ModuleHash, TraceEvent } from '../trace/event';
import type { TraceTarget } from '../trace/trace-file';
import type { TargetEnd } from './target';

/** A target with the agent inside: events come until `stop`, or until the target ends. */
export interface Watch {
  readonly mode: 'launch' | 'attach';
  readonly target: TraceTarget;
  /** What the user should know of the connection, one line each. */
  readonly notes: readonly string[];
  /** Resolves when the target is gone, by itself or through `stop`. Never rejects. */
  readonly ended: Promise<TargetEnd>;
  /** Takes the agent out and leaves (attach), or ends the program (launch). What is on its way still arrives. */
  stop(): Promise<TargetEnd>;
  /** Frees files and connections; call last. */
  dispose(): void;
}

export interface WatchOptions {
  readonly onEvent: (event: TraceEvent) => void;
  /** Bytes of a module that lie in no file here. */
  onModule(module: ModuleHash, bytes: Uint8Array): void;
  /** What the target prints (launch only). */
  onOutput(text: Uint8Array): void;
  readonly trackAllocations: boolean;
}

/** How often aggregates leave the target, and how often we look for them. */
export const FLUSH_MS = 250;
export const POLL_MS = 100;
