/**
 * What the agent and the tool say to each other. The agent writes one JSON document a line: a trace event without
 * `pid` and `tid`, which the recorder adds. On launch the lines go to a spool file that the tool tails (they survive
 * the target's death); on attach the tool drains them over the inspector connection.
 */
import type { TraceEvent } from '../trace/event';

export type WireEvent = TraceEvent extends infer Event ? (Event extends TraceEvent ? Omit<Event, 'pid' | 'tid'> : never) : never;

/** How the agent is told what to do: `WASMSCOPE_AGENT` in the environment on launch, the argument on attach. JSON. */
export interface AgentOptions {
  /** Launch: directory for `<pid>-<tid>.ndjson` and `<hash>.wasm`. Attach: null, lines wait to be drained. */
  readonly spoolDir: string | null;
  readonly mode: 'launch' | 'attach';
  /** Rewrite modules to follow allocations (launch only). */
  readonly trackAllocations: boolean;
  /** How often aggregates are flushed. */
  readonly flushMs: number;
  /** Probes to leave out, by file name. */
  readonly without: readonly string[];
  /** No probe at all: modules are rewritten to count how often each block of code runs (launch only). */
  readonly countBlocks?: true;
}

/** On attach the agent lives at `globalThis[Symbol.for(AGENT_SYMBOL)]` with this face. */
export interface AgentFace {
  /** Lines collected since the last call, at most `LIMITS.agent.drainBytes`; '' when there are none. */
  drain(): string;
  /** Undoes every hook; a second call does nothing. */
  uninstall(): void;
}

/** In a page: what it collects goes out through a binding, its modules' bytes are asked for. */
export interface PageAgentFace extends AgentFace {
  /** Of a worker, once it may run: false where it is to be called again. */
  complete(): boolean;
  /** Base64 of a module's bytes from `from` on, at most `LIMITS.agent.drainBytes` of them; '' at the end. */
  moduleBytes(hash: string, from: number): string;
  forgetModule(hash: string): void;
}

/** What a launched page's V8 calls its collector (`--expose-gc-as`); it can't be taken away, so it is not named `gc`. */
export const PAGE_GC = 'wasmscopeCollect';

export const AGENT_SYMBOL = 'wasmscope.agent';
export const AGENT_ENV = 'WASMSCOPE_AGENT';

/** `WASMSCOPE_DEBUG` in the environment of a debugged program (JSON): how it and its children make themselves known. */
export interface DebugBootOptions {
  /** Where each child leaves `<pid>.json`, a `ChildAnnouncement`; gone when the debugger is, '' where children are not followed. */
  readonly folder: string;
  /** The Node options that preload the script which reads this. */
  readonly nodeOptions: string;
  readonly debuggerPid: number;
  /** The program itself, whose inspector is known: only its children make themselves known. */
  readonly isKnown: boolean;
}

export interface ChildAnnouncement {
  readonly pid: number;
  /** Address of its inspector. */
  readonly url: string;
  readonly argv: readonly string[];
}

export const DEBUG_ENV = 'WASMSCOPE_DEBUG';

/** Name of the global symbol of what takes the debugger's script out of a thread again. */
export const CHILDREN_HOOK = 'wasmscope.children';

/** Name of a global symbol: it is there from before a child tells of itself until it has waited for the debugger. */
export const CHILD_WAITS = 'wasmscope.waits';
