import type { Finding, FindingPlace, NotObserved, RuleName } from '../findings/finding';
import type { ModuleSymbols } from '../symbols/module-symbols';
import type { ModuleHash, Stamp, StackId, TraceEvent, TraceFrame } from '../trace/event';

/** A rule (or a few that share their state): one file, named after it. Stateless itself; `start` makes one run. */
export interface Analyser {
  readonly rules: readonly RuleName[];
  start(context: AnalysisContext): AnalysisRun;
}

/** Reads a trace incrementally, in bounded memory; can be asked for findings at any time, as live views do. */
export interface AnalysisRun {
  onEvent(event: TraceEvent): void;
  findings(): Finding[];
  /** Why a rule of this analyser could see nothing, or not everything, in this trace. */
  notObserved(): NotObserved[];
}

/** What analysers may ask besides events: symbols and stacks, handed in, so that nothing here does I/O. */
export interface AnalysisContext {
  symbols(module: ModuleHash): ModuleSymbols | undefined;
  /** Frames of a captured stack, innermost first; empty when unknown. */
  stack(at: Stamp, id: StackId): readonly TraceFrame[];
  /** A frame as a place in source: Wasm frames through their symbols, JS frames as they are; inlined chains innermost first. */
  places(frame: TraceFrame): readonly FindingPlace[];
  /** The innermost place of a stack that is the user's own code: no Node internals, no allocator, no standard library. */
  userPlace(at: Stamp, id: StackId, accept?: (frame: TraceFrame, place: FindingPlace) => boolean): FindingPlace | null;
}
