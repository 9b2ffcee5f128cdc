import { LIMITS } from '../../base/limits';
import type { InstanceRecord } from '../probe';
import type { Outcome, RecordedCall, RecordedImport } from './counterfactual';
import type { WorkBudget } from '../work-budget';
import { changesSince, takeSnapshot, type WriteSet } from './write-set';

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
    const memories = this.instance.memories();
    return this.budget.isLeft && memories.length === 1 && memories[0]!.buffer.byteLength <= LIMITS.agent.snapshotBytes;
  }

  begin(name: string, args: readonly unknown[]): RecordedCall {
    this.current = this.budget.spend(() => ({ name, args: [...args], before: takeSnapshot(this.memory), globals: this.mutableGlobals(), imports: [], outcome: { result: undefined } }));
    return this.current;
  }

  end(call: RecordedCall, outcome: Outcome): FinishedCall {
    this.current = null;
    call.outcome = outcome;
    return { call, writes: this.budget.spend(() => changesSince(call.before, this.memory)) };
  }

  beginImport(name: string, args: readonly unknown[]): OpenImport | undefined {
    if (!this.current) return undefined;
    const recorded: RecordedImport = { name, args: [...args], result: undefined, writes: null };
    this.current.imports.push(recorded);
    if (this.budget.isLeft) return { recorded, before: this.budget.spend(() => takeSnapshot(this.memory)) };
    // An import whose effect is not known makes the call one that can't be played: the rest is not worth recording.
    this.current = null;
    return undefined;
  }

  endImport({ recorded, before }: OpenImport, result: unknown): void {
    recorded.result = result;
    recorded.writes = this.budget.spend(() => changesSince(before, this.memory));
  }

  private get memory(): WebAssembly.Memory {
    return this.instance.memories()[0]!;
  }

  private mutableGlobals(): Map<string, unknown> {
    const exports = this.instance.exports() ?? {};
    const { module } = this.instance.compiled;
    const names = module.exports.filter(({ kind, index }) => kind === 'global' && module.globals[index]?.mutable).map(({ name }) => name);
    return new Map(names.map((name) => [name, (exports[name] as WebAssembly.Global).value]));
  }
}

export interface OpenImport {
  readonly recorded: RecordedImport;
  readonly before: Uint8Array;
}
