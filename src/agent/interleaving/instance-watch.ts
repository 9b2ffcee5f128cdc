import type { AgentHost, CallHooks, InstanceRecord } from '../probe';
import type { WorkBudget } from '../work-budget';
import { isAsyncifyControl } from './asyncify-control';
import { CallLog } from './call-log';
import { CallRecorder, type OpenImport } from './call-recorder';
import type { Outcome, RecordedCall } from './counterfactual';
import { InstanceVisits, type Interleaving } from './instance-visits';
import { Reentrancy, type Reentry } from './reentrancy';
import { SuspendedCalls, type SuspendedOverlap } from './suspended-calls';

export interface WatchListeners {
  onInterleaving(this: void, found: Interleaving): void;
  onSuspendedOverlap(this: void, found: SuspendedOverlap): void;
  onReentry(this: void, found: Reentry): void;
}

/** All that is watched of the calls into one instance: whose they are, whether they wait, whether they nest. */
export class InstanceWatch {
  readonly log: CallLog;
  private readonly recorder: CallRecorder;
  private readonly visits: InstanceVisits;
  private readonly suspended: SuspendedCalls;
  private readonly reentrancy: Reentrancy;
  private depth = 0;
  private outerName = '';
  private outerRecord: RecordedCall | null = null;
  private readonly importsOpen: string[] = [];

  constructor(
    private readonly host: AgentHost,
    instance: InstanceRecord,
    budget: WorkBudget,
    listeners: WatchListeners,
  ) {
    this.log = new CallLog(host.now);
    this.recorder = new CallRecorder(instance, budget);
    this.visits = new InstanceVisits(host, instance, this.recorder, listeners.onInterleaving);
    this.suspended = new SuspendedCalls(host, instance, listeners.onSuspendedOverlap);
    this.reentrancy = new Reentrancy(host, instance, budget, listeners.onReentry);
  }

  exportHooks(name: string): CallHooks<RecordedCall | undefined> {
    if (isAsyncifyControl(name)) return { leave: () => this.suspended.onControl(name) };
    const mayReenter = this.reentrancy.recordingOf(name);
    return {
      enter: (args) => this.enter(name, args, mayReenter),
      leave: (result, call) => this.leave(name, call, result),
      fail: (error, call) => this.fail(name, call, error),
    };
  }

  importHooks(name: string): CallHooks<OpenImport | undefined> {
    const done = (result: unknown, open: OpenImport | undefined): void => {
      this.importsOpen.pop();
      if (open) this.recorder.endImport(open, result);
    };
    return {
      enter: (args) => {
        this.importsOpen.push(name);
        this.suspended.onImport(name);
        return this.depth === 1 ? this.recorder.beginImport(name, args) : undefined;
      },
      leave: done,
      fail: (_error, open) => done(undefined, open),
    };
  }

  /** Most calls end here with nothing to keep: the same operation goes on, and nobody is in its way. */
  private enter(name: string, args: readonly unknown[], mayReenter: () => boolean): RecordedCall | undefined {
    if (++this.depth > 1) {
      if (this.importsOpen.length > 0) this.reentrancy.enterInner(name, this.depth, this.importsOpen.at(-1)!, this.outerName, this.outerRecord);
      return undefined;
    }
    this.outerName = name;
    this.suspended.enter();
    const operation = this.host.operations.forCall();
    this.log.enter(operation, name, this.suspended.isResuming);
    this.visits.enter(operation, name);
    const wanted = (mayReenter() || this.visits.wantsRecord) && this.recorder.canRecord;
    this.outerRecord = wanted ? this.recorder.begin(name, args) : null;
    return this.outerRecord ?? undefined;
  }

  private leave(name: string, call: RecordedCall | undefined, result: unknown): void {
    if (this.depth-- > 1) return this.reentrancy.leaveInner(this.depth);
    const suspended = this.suspended.leave(name, result) === 'suspended';
    this.log.leave(suspended);
    if (call || this.reentrancy.hasReentered || this.visits.isInterleaved) this.finish(name, call, { result }, suspended);
  }

  private fail(name: string, call: RecordedCall | undefined, error: unknown): void {
    if (this.depth-- > 1) return this.reentrancy.leaveInner(this.depth);
    this.suspended.fail(name);
    this.log.leave(false);
    this.finish(name, call, { error: error instanceof Error ? error.message : String(error) }, false);
  }

  private finish(name: string, call: RecordedCall | undefined, outcome: Outcome, suspended: boolean): void {
    this.outerRecord = null;
    const finished = call ? this.recorder.end(call, outcome) : null;
    this.reentrancy.leaveOuter(name, suspended ? null : finished);
    this.visits.leave(suspended ? null : finished);
  }
}
