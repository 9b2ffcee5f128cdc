import { LIMITS } from '../../base/limits';
import type { AgentHost, InstanceRecord } from '../probe';
import type { Outcome, RecordedCall, RecordedImport } from './counterfactual';
import { changesSince, takeSnapshot, type WriteSet } from './write-set';

/** Time for snapshots in one instance; `grant` gives it anew when there is reason to look closer. */
const BUDGET_MS = 250;

export interface FinishedCall {
  readonly call: RecordedCall;
  /** What the call changed, imports included; null when too much to keep. */
  readonly writes: WriteSet | null;
}

/** Records whole calls of one instance, one at a time: memory before, imports with their effects, outcome. */
export class CallRecorder {
  private current: RecordedCall | null = null;
  private budgetMs = BUDGET_MS;

  constructor(
    private readonly host: AgentHost,
    private readonly instance: InstanceRecord,
  ) {}

  grant(): void {
    this.budgetMs = BUDGET_MS;
  }

  get canRecord(): boolean {
    const memories = this.instance.memories();
    return this.budgetMs > 0 && memories.length === 1 && memories[0]!.buffer.byteLength <= LIMITS.agent.snapshotBytes;
  }

  begin(name: string, args: readonly unknown[]): RecordedCall {
    const startedAt = this.host.now();
    this.current = { name, args: [...args], before: takeSnapshot(this.memory), globals: this.mutableGlobals(), imports: [], outcome: { result: undefined } };
    this.budgetMs -= this.host.now() - startedAt;
    return this.current;
  }

  end(call: RecordedCall, outcome: Outcome): FinishedCall {
    const startedAt = this.host.now();
    this.current = null;
    call.outcome = outcome;
    const writes = changesSince(call.before, this.memory);
    this.budgetMs -= this.host.now() - startedAt;
    return { call, writes };
  }

  beginImport(name: string, args: readonly unknown[]): OpenImport | undefined {
    if (!this.current) return undefined;
    const recorded: RecordedImport = { name, args: [...args], result: undefined, writes: null };
    this.current.imports.push(recorded);
    return { recorded, before: takeSnapshot(this.memory) };
  }

  endImport({ recorded, before }: OpenImport, result: unknown): void {
    recorded.result = result;
    recorded.writes = changesSince(before, this.memory);
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
