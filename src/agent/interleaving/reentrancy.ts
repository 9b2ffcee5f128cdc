import type { StackId } from '../../trace/event';
import type { AgentHost, InstanceRecord } from '../probe';
import type { WorkBudget } from '../work-budget';
import type { FinishedCall } from './call-recorder';
import { judge, type RecordedCall, type RecordedImport } from './counterfactual';
import { InstanceState } from './instance-state';
import { memoryLayout, movedLayout, type MemoryLayout } from './memory-layout';

/** The first calls of an export are recorded in case that they re-enter; later only of exports that did. */
const RECORDED_CALLS = 8;
/** Re-entries by the same export, import and inner export whose stacks are all taken; later of one in so many. */
const SURE_STACKS = 16;
const STACK_EVERY = 16;

export interface Reentry {
  readonly outerExport: string;
  readonly innerExport: string;
  readonly import: string;
  readonly stack: StackId;
  readonly depth: number;
  /** Written by the outer call before, changed by the inner one, outside the stack. */
  readonly clobberedWords: number;
  /** Played without those changes the outer call gave another outcome. */
  readonly outcomeChanged: boolean;
}

interface OpenReentry {
  readonly innerExport: string;
  readonly import: string;
  readonly stack: StackId;
  readonly during: RecordedImport | undefined;
  readonly before: Uint8Array | null;
  readonly outerWrote: ReadonlySet<number>;
  clobbered: ReadonlyMap<number, number>;
  depth: number;
}

/** Exports called from imports of the same instance, and what the inner call does to the outer one. */
export class Reentrancy {
  private readonly reenters = new Set<string>();
  private readonly ways = new Map<string, { count: number; stack: StackId }>();
  private readonly layout: MemoryLayout;
  private open: OpenReentry | null = null;
  private seen: OpenReentry[] = [];

  constructor(
    private readonly host: AgentHost,
    private readonly instance: InstanceRecord,
    private readonly budget: WorkBudget,
    private readonly onReentry: (found: Reentry) => void,
  ) {
    this.layout = memoryLayout(instance.compiled.module);
  }

  get hasReentered(): boolean {
    return this.seen.length > 0;
  }

  /** Asked for each export once; the answer is asked for each of its calls. */
  recordingOf(name: string): () => boolean {
    let calls = 0;
    return () => calls++ < RECORDED_CALLS || (this.reenters.size > 0 && this.reenters.has(name));
  }

  /** An export is entered at `depth` > 1, below `outer`. */
  enterInner(name: string, depth: number, importName: string, outerName: string, recorded: RecordedCall | null): void {
    if (this.open) {
      this.open.depth = Math.max(this.open.depth, depth);
      return;
    }
    this.reenters.add(outerName);
    const state = recorded && this.budget.isLeft ? InstanceState.of(this.instance) : null;
    const seen = state && this.budget.spend(() => ({ outerWrote: new Set(state.changesSince(recorded!.before)?.keys() ?? []), before: state.snapshot() }));
    const stack = this.stackOf(`${outerName} ${importName} ${name}`);
    this.open = { innerExport: name, import: importName, stack, during: recorded?.imports.at(-1), before: seen?.before ?? null, outerWrote: seen?.outerWrote ?? new Set(), clobbered: new Map(), depth };
  }

  /** Back at `depth`. */
  leaveInner(depth: number): void {
    const { open } = this;
    if (!open || depth > 1) return;
    if (open.before) open.clobbered = this.clobberedSince(open.before, open.outerWrote);
    this.seen.push(open);
    this.open = null;
  }

  /** The outer call is done. */
  leaveOuter(name: string, finished: FinishedCall | null): void {
    for (const reentry of this.seen.splice(0)) {
      const outcomeChanged = finished !== null && reentry.clobbered.size > 0 && this.changesOutcome(finished.call, reentry);
      const { innerExport, import: importName, stack, depth, clobbered } = reentry;
      this.onReentry({ outerExport: name, innerExport, import: importName, stack, depth, clobberedWords: clobbered.size, outcomeChanged });
    }
  }

  /** What the outer call wrote and the inner one has changed, outside the stack, as it was. */
  private clobberedSince(before: Uint8Array, outerWrote: ReadonlySet<number>): Map<number, number> {
    const state = InstanceState.of(this.instance);
    const changed = this.budget.spend(() => state.changesSince(before));
    const { stack } = movedLayout(this.layout, state.globalBytes);
    return new Map([...(changed ?? [])].filter(([address]) => outerWrote.has(address) && (address < stack.start || address >= stack.end)).map(([address, word]) => [address, word.before]));
  }

  /** Of the same three again and again the place is nearly always the same one. */
  private stackOf(way: string): StackId {
    const known = this.ways.get(way) ?? { count: 0, stack: 0 };
    if (known.count < SURE_STACKS || known.count % STACK_EVERY === 0) known.stack = this.host.captureStack();
    known.count++;
    this.ways.set(way, known);
    return known.stack;
  }

  private changesOutcome(call: RecordedCall, { during, clobbered }: OpenReentry): boolean {
    const without = (each: RecordedImport): RecordedImport => (each === during ? { ...each, writes: new Map([...(each.writes ?? [])].filter(([address]) => !clobbered.has(address))) } : each);
    return this.budget.spend(() => judge(this.instance, call, { ...call, imports: call.imports.map(without) }, clobbered, movedLayout(this.layout, InstanceState.of(this.instance).globalBytes))).effect === 'depends';
  }
}
