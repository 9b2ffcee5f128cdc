import { LIMITS } from '../../base/limits';
import type { StackId } from '../../trace/event';
import type { AgentHost, InstanceRecord } from '../probe';
import type { CallRecorder, FinishedCall } from './call-recorder';
import { judge, type RecordedCall, type Verdict } from './counterfactual';
import { InstanceState } from './instance-state';
import { wordsOfProgram } from './program-words';
import { memoryLayout, movedLayout, type MemoryLayout } from './memory-layout';
import { Counters, type WriteSet } from './write-set';

/** Calls of one operation in one instance. */
export interface Visit {
  readonly operation: number;
  readonly firstExport: string;
  readonly firstStack: StackId;
  readonly order: number;
  /** Numbers of the first and last call, counted over all operations. */
  readonly firstCall: number;
  lastCall: number;
}

/** Two operations in one another's way, in the order of their first calls. */
export interface Interleaving {
  readonly first: Visit;
  readonly second: Visit;
  /** null: not judged, as nothing was recorded or nothing was changed. */
  readonly verdict: Verdict | null;
  /** Words that the one found changed by the other; `sharedWords` of them it had changed before itself. */
  readonly changedWords: number;
  readonly sharedWords: number;
}

/** Stacks are taken of the first visits, then of one in so many. */
const SURE_STACKS = 64;
const STACK_EVERY = 16;
const NOBODY: readonly Visit[] = [];

/**
 * Follows which operations call into an instance. A call of A, calls of B, a call of A again: then A went on in an
 * instance that B had entered. While that may happen calls are recorded, within bounds of time and memory, and A's call
 * is judged: would it have gone otherwise without B's writes?
 */
export class InstanceVisits {
  private readonly visits = new Map<number, Visit>();
  /** Operations among them that are not known to be over. */
  private readonly underWay = new Set<number>();
  private readonly memoryLayout: MemoryLayout;
  private readonly counters = new Counters();
  /** What each call changed, newest last, while recording. */
  private history: { readonly call: number; readonly operation: number; readonly writes: WriteSet }[] = [];
  private last: Visit | null = null;
  private calls = 0;
  private entries = 0;
  private interleaved = false;
  private proven = false;
  /** Decided anew whenever another operation's calls begin. */
  private worthRecording = false;
  /** The call that is open: whose it is, its operation's call before, and who has called since that. */
  private visit: Visit | null = null;
  private previousCall = 0;
  private intruders: readonly Visit[] = NOBODY;

  constructor(
    private readonly host: AgentHost,
    private readonly instance: InstanceRecord,
    private readonly recorder: CallRecorder,
    private readonly onInterleaving: (found: Interleaving) => void,
  ) {
    this.memoryLayout = memoryLayout(instance.compiled.module);
  }

  get wantsRecord(): boolean {
    return this.worthRecording;
  }

  /** The open call comes after another operation's. */
  get isInterleaved(): boolean {
    return this.intruders.length > 0;
  }

  /** `operation` calls `name`. The common case, the same operation again, costs a comparison. */
  enter(operation: number, name: string): void {
    if (operation === 0) return this.enterNobody();
    const call = ++this.calls;
    const { last } = this;
    this.intruders = NOBODY;
    if (last?.operation === operation) {
      this.previousCall = last.lastCall;
      last.lastCall = call;
      return;
    }
    const known = this.visits.get(operation);
    const visit = known ?? this.firstVisit(operation, name);
    this.previousCall = visit.lastCall;
    if (known) this.intruders = [...this.visits.values()].filter(({ lastCall }) => lastCall > this.previousCall);
    visit.lastCall = call;
    this.visit = this.last = visit;
    if (this.intruders.length > 0 && !this.interleaved) {
      this.interleaved = true;
      this.recorder.budget.advance();
    }
    this.worthRecording = this.isWorthRecording();
  }

  /** A finalizer frees what nobody can reach: no operation is in its way, and it is in nobody's. */
  private enterNobody(): void {
    this.visit = this.last = null;
    this.intruders = NOBODY;
    this.worthRecording = false;
  }

  /** The open call is over. `finished` is null where nothing was recorded. */
  leave(finished: FinishedCall | null): void {
    const { visit, intruders } = this;
    if (!visit) return;
    if (!finished) {
      for (const other of intruders) this.tell(visit, other, null, NOTHING_SHARED);
      return;
    }
    const { call, writes } = finished;
    // A call that fails may do so for what others left half done, whenever that was.
    const failed = 'error' in call.outcome;
    const others = failed ? this.othersUnderWay(visit) : intruders;
    const foreign = this.history.filter((entry) => entry.operation !== visit.operation && (failed || entry.call > this.previousCall));
    if (writes) this.remember(visit, writes);
    for (const other of others) this.judge(visit, other, call, foreign.filter(({ operation }) => operation === other.operation));
  }

  private judge(visit: Visit, other: Visit, call: RecordedCall, history: readonly { readonly writes: WriteSet }[]): void {
    const foreign = this.foreignWords(history, call.before);
    const verdict = history.length === 0 ? null : foreign.size === 0 ? UNTOUCHED : this.recorder.budget.spend(() => judge(this.instance, call, { ...call, before: withWords(call.before, foreign) }, foreign, this.layout));
    this.tell(visit, other, verdict, { changedWords: foreign.size, sharedWords: this.wordsAlsoOf(visit, foreign) });
  }

  private get layout(): MemoryLayout {
    return movedLayout(this.memoryLayout, InstanceState.of(this.instance).globalBytes);
  }

  private othersUnderWay(visit: Visit): Visit[] {
    return [...this.visits.values()].filter((other) => other !== visit && !this.host.operations.isFinished(other.operation));
  }

  private remember(visit: Visit, writes: WriteSet): void {
    this.counters.note(writes);
    this.history.push({ call: visit.lastCall, operation: visit.operation, writes });
    if (this.history.length > LIMITS.agent.visits) this.history.shift();
  }

  private firstVisit(operation: number, name: string): Visit {
    const order = this.entries++;
    const sampled = order < SURE_STACKS || order % STACK_EVERY === 0;
    const visit: Visit = { operation, firstExport: name, firstStack: sampled ? this.host.captureStack() : 0, order, firstCall: this.calls, lastCall: 0 };
    this.visits.set(operation, visit);
    this.underWay.add(operation);
    if (this.visits.size > LIMITS.agent.visits) this.forget(this.visits.keys().next().value!);
    return visit;
  }

  private forget(operation: number): void {
    this.visits.delete(operation);
    this.underWay.delete(operation);
  }

  /** Worth its time where another operation that has called here is not over yet, or was seen to interleave. */
  private isWorthRecording(): boolean {
    if (this.proven || !(this.interleaved || this.isAnotherUnderWay())) return false;
    if (this.recorder.canRecord) return true;
    this.history = [];
    return false;
  }

  private isAnotherUnderWay(): boolean {
    for (const operation of this.underWay) {
      if (this.host.operations.isFinished(operation)) this.underWay.delete(operation);
      else if (operation !== this.last?.operation) return true;
    }
    return false;
  }

  /** What of the program's to put back: the value before the others' first change, where their last one still stands. */
  private foreignWords(history: readonly { readonly writes: WriteSet }[], now: Uint8Array): Map<number, number> {
    const before = new Map<number, number>();
    const after = new Map<number, number>();
    for (const { writes } of history) {
      for (const [address, word] of writes) {
        if (!before.has(address)) before.set(address, word.before);
        after.set(address, word.after);
      }
    }
    const view = new DataView(now.buffer, now.byteOffset);
    for (const [address, value] of after) {
      if (this.counters.has(address) || view.getUint32(address, true) !== value || before.get(address) === value) before.delete(address);
    }
    const { certain, unsure } = wordsOfProgram(this.instance, [...before.keys()]);
    return new Map([...certain, ...unsure].map((address) => [address, before.get(address)!]));
  }

  /** Static words outside the stack that `visit` itself has changed before. */
  private wordsAlsoOf(visit: Visit, words: ReadonlyMap<number, number>): number {
    const own = new Set(this.history.filter(({ operation }) => operation === visit.operation).flatMap(({ writes }) => [...writes.keys()]));
    const { stack, heapStart } = this.layout;
    let count = 0;
    for (const address of words.keys()) if (own.has(address) && address < heapStart && (address < stack.start || address >= stack.end)) count++;
    return count;
  }

  private tell(going: Visit, other: Visit, verdict: Verdict | null, shared: { changedWords: number; sharedWords: number }): void {
    if (verdict?.effect === 'depends') {
      this.proven = true;
      this.worthRecording = false;
      this.history = [];
    }
    const [first, second] = going.order < other.order ? [going, other] : [other, going];
    this.onInterleaving({ first, second, verdict, ...shared });
  }
}

const UNTOUCHED: Verdict = { effect: 'independent', result: null, alone: null };
const NOTHING_SHARED = { changedWords: 0, sharedWords: 0 };

function withWords(memory: Uint8Array, words: ReadonlyMap<number, number>): Uint8Array {
  const copy = memory.slice();
  const view = new DataView(copy.buffer);
  for (const [address, value] of words) view.setUint32(address, value, true);
  return copy;
}
