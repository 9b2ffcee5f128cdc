import type { AgentHost, CallHooks, InstanceRecord } from '../probe';
import { CallRecorder, type OpenImport } from './call-recorder';
import type { Outcome, RecordedCall } from './counterfactual';
import { InstanceVisits, type Entry, type Interleaving } from './instance-visits';
import { Reentrancy, type Reentry } from './reentrancy';
import { isAsyncifyControl, SuspendedCalls, type SuspendedOverlap } from './suspended-calls';

export interface WatchListeners {
  onInterleaving(found: Interleaving): void;
  onSuspendedOverlap(found: SuspendedOverlap): void;
  onReentry(found: Reentry): void;
}

interface OpenCall {
  readonly name: string;
  readonly operation: number;
  readonly entry: Entry | null;
  readonly recorded: RecordedCall | null;
}

/** All that is watched of the calls into one instance: whose they are, whether they wait, whether they nest. */
export class InstanceWatch {
  private readonly recorder: CallRecorder;
  private readonly visits: InstanceVisits;
  private readonly suspended: SuspendedCalls;
  private readonly reentrancy: Reentrancy;
  private depth = 0;
  private outer: OpenCall | null = null;
  private importsOpen: string[] = [];

  constructor(
    private readonly host: AgentHost,
    instance: InstanceRecord,
    listeners: WatchListeners,
  ) {
    this.recorder = new CallRecorder(host, instance);
    this.visits = new InstanceVisits(host, instance, this.recorder, listeners.onInterleaving);
    this.suspended = new SuspendedCalls(host, instance, listeners.onSuspendedOverlap);
    this.reentrancy = new Reentrancy(host, instance, listeners.onReentry);
  }

  exportHooks(name: string): CallHooks<OpenCall | null> {
    if (isAsyncifyControl(name)) return { leave: () => this.suspended.onControl(name) };
    return {
      enter: (args) => this.enter(name, args),
      leave: (result, call) => this.leave(name, call, { result }),
      fail: (error, call) => this.leave(name, call, { error: error instanceof Error ? error.message : String(error) }),
    };
  }

  importHooks(name: string): CallHooks<OpenImport | null> {
    const done = (result: unknown, open: OpenImport | null): void => {
      this.importsOpen.pop();
      if (open) this.recorder.endImport(open, result);
    };
    return {
      enter: (args) => {
        this.importsOpen.push(name);
        this.suspended.onImport(name);
        return this.depth === 1 ? this.recorder.beginImport(name, args) : null;
      },
      leave: done,
      fail: (_error, open) => done(undefined, open),
    };
  }

  private enter(name: string, args: readonly unknown[]): OpenCall | null {
    this.depth++;
    if (this.depth > 1) {
      if (this.outer && this.importsOpen.length > 0) this.reentrancy.enterInner(name, this.depth, this.importsOpen.at(-1)!, this.outer);
      return null;
    }
    const operation = this.host.operations.forCall();
    this.suspended.enter();
    const entry = this.visits.enter(operation, name);
    const wanted = (this.visits.wantsRecord || this.reentrancy.wantsRecord(name)) && this.recorder.canRecord;
    this.outer = { name, operation, entry, recorded: wanted ? this.recorder.begin(name, args) : null };
    return this.outer;
  }

  private leave(name: string, call: OpenCall | null, outcome: Outcome): void {
    const depth = this.depth--;
    if (depth > 1 || !call) return this.reentrancy.leaveInner(depth);
    this.outer = null;
    const finished = call.recorded && this.recorder.end(call.recorded, outcome);
    this.reentrancy.leaveOuter(name, finished);
    if ('error' in outcome) this.suspended.fail(name, call.operation);
    else if (this.suspended.leave(name, outcome.result, call.operation) === 'suspended') return;
    if (finished && call.entry) this.visits.leave(call.entry, finished);
  }
}
