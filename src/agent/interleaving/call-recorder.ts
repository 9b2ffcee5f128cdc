import { LIMITS } from '../../base/limits';
import type { InstanceRecord } from '../probe';
import type { Outcome, RecordedCall, RecordedImport } from './counterfactual';
import type { WorkBudget } from '../work-budget';
import { InstanceState } from './instance-state';
import type { WriteSet } from './write-set';

export interface FinishedCall {
  readonly call: RecordedCall;
  /** What the call changed, imports included; null when too much to keep. */
  readonly writes: WriteSet | null;
}

/** Records whole calls of one instance, one at a time: memory before, imports with their effects, outcome. */
export class CallRecorder {
  private current: RecordedCall | null = null;

  constructor(
    private readonly instance: InstanceRecord,
    /** One for all instances of the thread: copies of memories are dear. */
    readonly budget: WorkBudget,
  ) {}

  get canRecord(): boolean {
    if (!this.budget.isLeft) return false;
    const memories = this.instance.memories();
    return memories.length <= 1 && (memories[0]?.buffer.byteLength ?? 0) <= LIMITS.agent.snapshotBytes;
  }

  begin(name: string, args: readonly unknown[]): RecordedCall {
    this.current = this.budget.spend(() => ({ name, args: [...args], before: InstanceState.of(this.instance).snapshot(), imports: [], outcome: { result: undefined } }));
    return this.current;
  }

  end(call: RecordedCall, outcome: Outcome): FinishedCall {
    this.current = null;
    call.outcome = outcome;
    return { call, writes: this.budget.spend(() => InstanceState.of(this.instance).changesSince(call.before)) };
  }

  beginImport(name: string, args: readonly unknown[]): OpenImport | undefined {
    if (!this.current) return undefined;
    const recorded: RecordedImport = { name, args: [...args], result: undefined, writes: null };
    this.current.imports.push(recorded);
    if (this.budget.isLeft) return { recorded, before: this.budget.spend(() => InstanceState.of(this.instance).snapshot()) };
    // An import whose effect is not known makes the call one that can't be played: the rest is not worth recording.
    this.current = null;
    return undefined;
  }

  endImport({ recorded, before }: OpenImport, result: unknown): void {
    recorded.result = result;
    recorded.writes = this.budget.spend(() => InstanceState.of(this.instance).changesSince(before));
  }
}

export interface OpenImport {
  readonly recorded: RecordedImport;
  readonly before: Uint8Array;
}
