import { LIMITS } from '../../base/limits';
import type { StackId } from '../../trace/event';
import { PromiseOrigins, type Origin } from '../promise-origins';
import type { AgentEvent, AgentHost, Probe } from '../probe';

/** A promise is given this long to be awaited by somebody: what is kept to be awaited together is, soon. */
const UNOBSERVED_MS = 400;
/** Promises pending longer are told of, once in a while. */
const PENDING_MS = 1_000;
const TOLD_EVERY_MS = 1_000;
/** Pending promises told in one flush. */
const TOLD_AT_ONCE = 200;

/** Promises of calls that nobody waits for, that nothing settles, or that fail when it is too late. */
export const promises: Probe = {
  name: 'promises',
  rules: ['async/floating-call', 'async/never-settled', 'async/late-rejection'],
  install(host) {
    const origins = new PromiseOrigins(host);
    const unobserved = new Unobserved(host, origins);
    const pending = new Pending(host);
    origins.onOrigin((origin) => unobserved.add(origin));
    origins.onLinked((origin) => pending.add(origin));
    host.onFlush(() => {
      unobserved.check();
      pending.check();
    });
    watchRejections(host, origins);
    return () => undefined;
  },
};

/** Origins until somebody reacts to them. */
class Unobserved {
  private waiting: Origin[] = [];

  constructor(
    private readonly host: AgentHost,
    private readonly origins: PromiseOrigins,
  ) {}

  add(origin: Origin): void {
    if (this.waiting.length < LIMITS.agent.trackedPromises) this.waiting.push(origin);
  }

  check(): void {
    const now = this.host.now();
    const next: Origin[] = [];
    for (const origin of this.waiting) {
      if (origin.reacted) continue;
      const answered = origin.inRequest && this.host.operations.isFinished(origin.operation);
      if (now - origin.madeAt < UNOBSERVED_MS && !this.host.ending) next.push(origin);
      else if (origin.inRequest && !answered && origin.settledAt === null && !this.host.ending) next.push(origin);
      else this.tell(origin, answered, now);
    }
    this.waiting = next;
  }

  private tell(origin: Origin, answered: boolean, now: number): void {
    const call = this.origins.callOf(origin);
    if (call === null || origin.kind === 'import') return;
    this.host.emit({ kind: 'promise-unobserved', origin: origin.kind, name: origin.name, call, stack: origin.stack, operation: origin.operation, inRequest: origin.inRequest, pendingMs: (origin.settledAt ?? now) - origin.madeAt, settled: origin.settledAt !== null, answered });
  }
}

interface Site {
  readonly call: string;
  count: number;
  totalMs: number;
  maxMs: number;
}

/** Promises tied to calls, until they are settled; how long that took, by the place that made them. */
class Pending {
  private readonly waiting = new Map<number, Origin>();
  private readonly settled = new Map<StackId, Site>();
  private readonly collected: FinalizationRegistry<number>;
  private readonly lost: number[] = [];
  private nextId = 1;
  private toldAt = 0;

  constructor(private readonly host: AgentHost) {
    this.collected = new FinalizationRegistry((id) => this.lost.push(id));
  }

  add(origin: Origin): void {
    const promise = origin.promise.deref();
    if (!promise || this.waiting.size >= LIMITS.agent.trackedPromises) return;
    const id = this.nextId++;
    this.waiting.set(id, origin);
    this.collected.register(promise, id);
    this.host.promises.whenSettled(promise, () => {
      this.waiting.delete(id);
      this.noteSettled(origin);
    });
  }

  check(): void {
    const now = this.host.now();
    for (const [site, { call, count, totalMs, maxMs }] of this.settled) this.host.emit({ kind: 'promise-settled', site, call, count, totalMs, maxMs });
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

  private noteSettled(origin: Origin): void {
    const elapsedMs = this.host.now() - origin.madeAt;
    const site = this.settled.get(origin.stack) ?? { call: origin.call ?? '', count: 0, totalMs: 0, maxMs: 0 };
    this.settled.set(origin.stack, site);
    site.count++;
    site.totalMs += elapsedMs;
    site.maxMs = Math.max(site.maxMs, elapsedMs);
  }

  private tell(id: number, origin: Origin, now: number, lost: boolean): void {
    this.host.emit({ kind: 'promise-pending', site: origin.stack, id, call: origin.call ?? '', origin: origin.kind, operation: origin.operation, ageMs: now - origin.madeAt, lost });
  }
}

/** Rejections that nobody handled, of promises that belong to calls. Only looked at on their way to the program's own handlers. */
function watchRejections(host: AgentHost, origins: PromiseOrigins): void {
  const answeredAt = new Map<number, number>();
  host.operations.onFinish((operation) => {
    answeredAt.set(operation, host.now());
    if (answeredAt.size > LIMITS.agent.sites) answeredAt.delete(answeredAt.keys().next().value!);
  });
  const look = host.guard((reason: unknown, promise: unknown) => {
    const origin = promise instanceof Promise ? origins.of(promise) : undefined;
    const call = origin && origins.callOf(origin);
    if (!origin || !call) return;
    const answered = answeredAt.get(host.operations.rootOf(origin.operation));
    const event: AgentEvent = { kind: 'late-rejection', stack: origin.stack, call, name: origin.name, afterResponseMs: answered === undefined ? null : host.now() - answered, error: reason instanceof Error ? reason.name : typeof reason };
    host.emit(event);
  });
  host.patch(process, 'emit', (emit) => function (this: NodeJS.Process, ...args: unknown[]) {
    if (args[0] === 'unhandledRejection') look(args[1], args[2]);
    return Reflect.apply(emit, this, args) as never;
  } as typeof emit);
}
