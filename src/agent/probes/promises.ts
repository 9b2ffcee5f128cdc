import { LIMITS } from '../../base/limits';
import type { StackId } from '../../trace/event';
import { OwnFinalizers } from '../own-finalizers';
import type { Origin, Origins } from '../origins';
import { definitionOf, keyOf } from '../promise-origins';
import type { AgentEvent, AgentHost, Probe } from '../probe';

/** A promise is given this long to be awaited by somebody: what is kept to be awaited together is, soon. */
const UNOBSERVED_MS = 400;
/** Promises pending longer are told of, once in a while. */
const PENDING_MS = 1_000;
const TOLD_EVERY_MS = 1_000;
const CALLER_FRAMES = 24;
/** Pending promises told in one flush. */
const TOLD_AT_ONCE = 200;

/** Promises of calls that nobody waits for, that nothing settles, or that fail when it is too late. */
export const promises: Probe = {
  name: 'promises',
  rules: ['async/floating-call', 'async/never-settled', 'async/late-rejection'],
  wrapsInstances: true,
  install(host) {
    const { origins } = host;
    const answers = new AnswerTimes(host);
    const unobserved = new Unobserved(host, origins, answers);
    const pending = new Pending(host);
    origins.onOrigin((origin) => unobserved.add(origin));
    origins.onUnawaited(({ call, stack }) => {
      const operation = host.operations.current();
      host.emit({ kind: 'promise-unobserved', id: unobserved.nextId(), origin: 'export', name: call, call, stack, operation, inRequest: host.operations.isRequest(operation), pendingMs: 0, settled: false, answered: false, endedResponse: false });
    });
    origins.onLinked((origin) => pending.add(origin));
    host.onFlush(() => {
      unobserved.check();
      pending.check();
    });
    const leaveAnswers = host.runtime.onAnswer(host.guard(() => unobserved.noteEndOfResponse()));
    const leaveRejections = watchRejections(host, origins, answers);
    return () => {
      leaveAnswers();
      leaveRejections();
    };
  },
};

/** When the requests of the last while were answered, in two parts: to find the oldest in a map, V8 walks past all that were deleted before it. */
class AnswerTimes {
  private recent = new Map<number, number>();
  private older = new Map<number, number>();

  constructor(host: AgentHost) {
    host.operations.onFinish((operation) => {
      this.recent.set(operation, host.now());
      if (this.recent.size < LIMITS.agent.sites / 2) return;
      this.older = this.recent;
      this.recent = new Map();
    });
  }

  of({ operation, root }: Pick<Origin, 'operation' | 'root'>): number | undefined {
    return this.at(root) ?? this.at(operation);
  }

  private at(operation: number): number | undefined {
    return this.recent.get(operation) ?? this.older.get(operation);
  }
}

/** Origins until somebody reacts to them. */
class Unobserved {
  private waiting: Origin[] = [];
  /** Told as left alone; somebody may still react. */
  private readonly told = new Map<number, Origin>();
  private lastId = 0;

  constructor(
    private readonly host: AgentHost,
    private readonly origins: Origins,
    private readonly answers: AnswerTimes,
  ) {
  }

  add(origin: Origin): void {
    if (this.waiting.length < LIMITS.agent.trackedPromises) this.waiting.push(origin);
  }

  /** A handler's own promise ends with its response: nobody needs to wait for it. */
  noteEndOfResponse(): void {
    const root = this.host.operations.rootOf(this.host.operations.current());
    const mine = this.waiting.filter((origin) => origin.root === root && origin.definedAt !== null && !origin.reacted);
    if (mine.length === 0) return;
    const enders = new Set(this.host.callerFrames(CALLER_FRAMES).map((frame) => keyOf(definitionOf(frame))));
    for (const origin of mine) if (enders.has(keyOf(origin.definedAt!))) origin.endedResponse = true;
  }

  nextId(): number {
    return ++this.lastId;
  }

  check(): void {
    const now = this.host.now();
    for (const [id, origin] of this.told) {
      if (origin.reacted) this.host.emit({ kind: 'promise-observed', id });
      if (origin.reacted || origin.promise.deref() === undefined || this.told.size > LIMITS.agent.sites) this.told.delete(id);
    }
    const next: Origin[] = [];
    for (const origin of this.waiting) {
      if (origin.reacted) continue;
      const answeredAt = this.answers.of(origin);
      const answered = answeredAt !== undefined && answeredAt < (origin.settledAt ?? now);
      if (now - origin.madeAt < UNOBSERVED_MS && !this.host.ending) next.push(origin);
      else if (origin.inRequest && answeredAt === undefined && !this.host.ending) next.push(origin);
      else this.tell(origin, answered, now);
    }
    this.waiting = next;
  }

  private tell(origin: Origin, answered: boolean, now: number): void {
    const call = this.origins.callOf(origin);
    if (call === null || (origin.kind !== 'export' && origin.kind !== 'async-function')) return;
    const id = this.nextId();
    this.told.set(id, origin);
    this.host.emit({ kind: 'promise-unobserved', id, origin: origin.kind, name: origin.name, call, stack: origin.stack, operation: origin.operation, inRequest: origin.inRequest, pendingMs: (origin.settledAt ?? now) - origin.madeAt, settled: origin.settledAt !== null, answered, endedResponse: origin.endedResponse });
  }
}

interface Site {
  readonly call: string;
  count: number;
  totalMs: number;
  maxMs: number;
  late: number[];
}

/** Promises tied to calls, until they are settled; how long that took, by the place that made them. */
class Pending {
  private readonly waiting = new Map<number, Origin>();
  private readonly settled = new Map<StackId, Site>();
  private readonly collected: OwnFinalizers<number>;
  private readonly lost: number[] = [];
  private nextId = 1;
  private toldAt = 0;

  constructor(private readonly host: AgentHost) {
    this.collected = new OwnFinalizers((id) => this.lost.push(id));
  }

  add(origin: Origin): void {
    const promise = origin.promise.deref();
    if (!promise || this.waiting.size >= LIMITS.agent.trackedPromises) return;
    const id = this.nextId++;
    this.waiting.set(id, origin);
    this.collected.register(promise, id);
    this.host.promises.whenSettled(promise, () => {
      this.waiting.delete(id);
      this.noteSettled(id, origin);
    });
  }

  check(): void {
    const now = this.host.now();
    for (const [site, settled] of this.settled) this.host.emit({ kind: 'promise-settled', site, ...settled });
    this.settled.clear();
    for (const id of this.lost.splice(0)) {
      const origin = this.waiting.get(id);
      if (origin) this.tell(id, origin, now, true);
      this.waiting.delete(id);
    }
    if (now - this.toldAt < TOLD_EVERY_MS && !this.host.ending) return;
    this.toldAt = now;
    let told = 0;
    for (const [id, origin] of this.waiting) {
      if ((now - origin.madeAt < PENDING_MS && !this.host.ending) || ++told > TOLD_AT_ONCE) break;
      this.tell(id, origin, now, false);
    }
  }

  private noteSettled(id: number, origin: Origin): void {
    const elapsedMs = this.host.now() - origin.madeAt;
    const site = this.settled.get(origin.stack) ?? { call: origin.call ?? '', count: 0, totalMs: 0, maxMs: 0, late: [] };
    this.settled.set(origin.stack, site);
    site.count++;
    site.totalMs += elapsedMs;
    site.maxMs = Math.max(site.maxMs, elapsedMs);
    if (elapsedMs >= PENDING_MS) site.late.push(id);
  }

  private tell(id: number, origin: Origin, now: number, lost: boolean): void {
    this.host.emit({ kind: 'promise-pending', site: origin.stack, id, call: origin.call ?? '', origin: origin.kind, operation: origin.operation, ageMs: now - origin.madeAt, lost });
  }
}

/** Rejections that nobody handled, of promises that belong to calls. Only looked at on their way to the program's own handlers. */
function watchRejections(host: AgentHost, origins: Origins, answers: AnswerTimes): () => void {
  return host.runtime.onUnhandledRejection(host.guard((reason: unknown, promise: unknown) => {
    const origin = promise instanceof Promise ? origins.ofRejected(promise, reason) : undefined;
    const call = origin && origins.callOf(origin);
    if (!origin || !call) return;
    const answered = answers.of(origin);
    const event: AgentEvent = { kind: 'late-rejection', stack: origin.stack, call, name: origin.name, afterResponseMs: answered === undefined ? null : host.now() - answered, error: reason instanceof Error ? reason.name : typeof reason };
    host.emit(event);
  }));
}
