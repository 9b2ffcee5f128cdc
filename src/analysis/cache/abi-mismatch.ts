import { LIMITS } from '../../base/limits';
import type { Finding, NotObserved, Severity } from '../../findings/finding';
import type { CallProblem } from '../../trace/cache-events';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { isThirdPartyFile } from '../user-code';

type LinkFailure = EventOf<'instantiate-failed'>;
type CallMismatch = EventOf<'call-mismatch'>;

/** A single odd call is the caller's affair; glue calls alike every time. */
const ENOUGH_CALLS = 3;
const MOSTLY = 0.5;

const CONSEQUENCE: Record<CallProblem, { readonly severity: Severity; readonly text: string }> = {
  missing: { severity: 'warning', text: 'what is missing becomes 0 or NaN' },
  // Glue for many modules may hand each the same.
  surplus: { severity: 'note', text: 'what is too much is dropped' },
  kind: { severity: 'error', text: 'number and BigInt do not mix, so the call throws' },
  fraction: { severity: 'warning', text: 'the fraction is cut off, and nothing is left' },
  'not-a-number': { severity: 'warning', text: 'what is no number becomes 0 or NaN' },
};

interface FailureSite {
  readonly first: LinkFailure;
  failures: number;
  /** What was linked next in the same operation. */
  readonly next: string[];
}

interface CallSite {
  readonly first: CallMismatch;
  calls: number;
  checked: number;
}

/** Glue and module of different builds: imports that do not fit, and exports that are called with other arguments. */
export const abiMismatch: Analyser = {
  rules: ['cache/abi-mismatch'],
  start: (context) => new AbiMismatchRun(context),
};

class AbiMismatchRun implements AnalysisRun {
  private readonly failures = new Map<string, FailureSite>();
  private readonly calls = new Map<string, CallSite>();
  /** The last failure of an operation, until something else is linked there. */
  private readonly open = new Map<string, FailureSite>();
  private attached = false;

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'thread-start') this.attached ||= event.mode === 'attach';
    if (event.kind === 'instantiate-failed') this.onFailure(event);
    if (event.kind === 'instantiate') this.onInstance(event);
    if (event.kind === 'call-mismatch') this.onCall(event);
  }

  findings(): Finding[] {
    return [
      ...[...this.failures.values()].map((site) => this.failureFinding(site)),
      ...[...this.calls.values()].filter(({ calls, checked }) => calls >= ENOUGH_CALLS && calls >= MOSTLY * checked).map((site) => this.callFinding(site)),
    ];
  }

  notObserved(): NotObserved[] {
    return this.attached ? [{ rule: 'cache/abi-mismatch', why: 'instances that were there before Wasmscope attached cannot be watched: launch the service under Wasmscope to see how they are linked and called' }] : [];
  }

  private onFailure(event: LinkFailure): void {
    const key = `${event.pid}.${event.tid} ${event.module} ${event.stack} ${event.mismatches[0]?.import ?? event.error}`;
    const site = this.failures.get(key) ?? { first: event, failures: 0, next: [] };
    site.failures++;
    if (this.failures.size < LIMITS.agent.sites) this.failures.set(key, site);
    if (this.open.size < LIMITS.agent.sites) this.open.set(operationOf(event), site);
  }

  private onInstance(event: EventOf<'instantiate'>): void {
    const key = operationOf(event);
    this.open.get(key)?.next.push(event.module);
    this.open.delete(key);
  }

  /** Whether a module offers all that the other one does, as far as both are known. */
  private serves(module: string, other: string): boolean {
    const [has, wanted] = [module, other].map((hash) => this.context.symbols(hash)?.module.exports.map(({ name }) => name));
    return !has || !wanted || wanted.every((name) => has.includes(name));
  }

  private onCall(event: CallMismatch): void {
    if (event.problem === 'surplus' && this.isPackaged(event)) return;
    const key = `${event.pid}.${event.tid} ${event.module} ${event.name} ${event.problem} ${event.stack}`;
    const site = this.calls.get(key) ?? { first: event, calls: 0, checked: 0 };
    site.calls += event.count;
    site.checked += event.checked;
    if (this.calls.size < LIMITS.agent.sites) this.calls.set(key, site);
  }

  /** A package's glue calls its own module: nobody deploys the one without the other, and what is dropped does no harm. */
  private isPackaged(event: CallMismatch): boolean {
    const caller = this.context.stack(event, event.stack).find((frame) => frame.kind === 'js');
    return caller !== undefined && isThirdPartyFile(caller.file);
  }

  private failureFinding({ first, failures, next }: FailureSite): Finding {
    const [wrong] = first.mismatches;
    // Something with the same exports took its place each time: a fallback, and planned.
    const planned = next.filter((module) => this.serves(module, first.module)).length >= failures;
    return {
      rule: 'cache/abi-mismatch',
      severity: planned ? 'note' : 'error',
      message: `${wrong ? `the module wants ${wrong.import} as ${wrong.wanted}, and is given ${wrong.given}` : `the module can't be linked: ${first.error}`}${planned ? '; another one that takes its place was linked then' : ''}`,
      at: this.context.userPlace(first, first.stack),
      related: [],
      evidence: { failures, module: first.module, imports: first.mismatches, error: first.error },
      remedy: 'Deploy glue and module of one build together, and name both by its version or hash.',
    };
  }

  private callFinding({ first, calls, checked }: CallSite): Finding {
    return {
      rule: 'cache/abi-mismatch',
      severity: CONSEQUENCE[first.problem].severity,
      message: `${first.name} takes (${first.wanted.join(', ')}) and is called with (${first.given.join(', ')}): ${CONSEQUENCE[first.problem].text}`,
      at: this.context.userPlace(first, first.stack),
      related: [],
      evidence: { calls, checkedCalls: checked, module: first.module, export: first.name, wanted: first.wanted, given: first.given, problem: first.problem },
      remedy: 'Build and deploy the calling code together with the module: the parameters of this export are not those it was written for.',
    };
  }
}

const operationOf = ({ pid, tid, operation }: { pid: number; tid: number; operation: number }): string => `${pid}.${tid}.${operation}`;
