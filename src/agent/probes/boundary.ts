import { CHECKED_CALLS, CallSignatures } from '../call-signatures';
import { ownWork } from '../own-work';
import type { BoundaryFunction, CallHooks, Probe } from '../probe';
import { RacedTimeouts } from '../raced-timeouts';
import { RepeatedCalls } from '../repeated-calls';

/** Calls that are all timed; of later ones one in so many, unless the last was slow or one ever was very slow. */
const SURE_TIMED = 64;
const TIMED_EVERY = 16;
const SLOW_MS = 0.5;
/** An event loop held this long is felt by every other request (a tenth of a second: Nielsen's limit of the immediate). */
const BLOCKING_MS = 100;
/** All calls of exports that were once near it are timed. */
const NEARLY_BLOCKING_MS = 25;
/** On a busy machine the clock runs on for others. How old the last answer about the processor's time may be: asking takes microseconds, and calls may come by the thousand. */
const CPU_AGE_MS = 5;
/** A call that used less of the processor than this slept, and holds the loop for as long as the clock says. On a crowded machine one that works may get little more. */
const SLEEPING_SHARE = 0.02;
/** What following one operation of an allocator takes; it is our own time, not the call's. */
const MS_PER_HOOKED_OPERATION = 0.000_25;

/** The processor's time at the start of a call, or up to CPU_AGE_MS before it. */
class CpuBefore {
  private askedAt = -Infinity;
  private ms = 0;

  constructor(readonly cpuMs: () => number) {}

  at(nowMs: number): number {
    if (nowMs - this.askedAt >= CPU_AGE_MS) {
      this.askedAt = nowMs;
      this.ms = this.cpuMs();
    }
    return this.ms;
  }
}

/** Calls of one export or import since the last flush. */
class CallCount {
  calls = 0;
  errors = 0;
  maxMs = 0;
  /** Since the instance was made. */
  total = 0;
  private timed = 0;
  private timedMs = 0;
  private slow = false;
  private nearlyBlocking = false;
  private cpuAtStart: number | undefined;
  private ownAtStart = 0;

  constructor(
    readonly target: BoundaryFunction,
    private readonly cpu: CpuBefore | undefined,
  ) {}

  /** Start time, or undefined for a call that is only counted. */
  begin(now: () => number): number | undefined {
    this.calls++;
    const nth = this.total++;
    if (!(nth < SURE_TIMED || this.slow || this.nearlyBlocking || nth % TIMED_EVERY === 0)) return undefined;
    const startedAt = now();
    this.cpuAtStart = this.cpu?.at(startedAt);
    this.ownAtStart = ownMs();
    return startedAt;
  }

  end(startedAt: number | undefined, now: () => number): number {
    if (startedAt === undefined) return 0;
    const durationMs = now() - startedAt;
    this.timed++;
    this.timedMs += durationMs;
    if (durationMs > this.maxMs) this.maxMs = durationMs;
    this.slow = durationMs > SLOW_MS;
    return durationMs;
  }

  /** For how much of the call that has just ended the target itself held the thread. */
  heldMs(durationMs: number): number {
    const usedMs = this.cpuAtStart === undefined ? durationMs : this.cpu!.cpuMs() - this.cpuAtStart;
    const ourMs = ownMs() - this.ownAtStart;
    this.nearlyBlocking ||= durationMs >= NEARLY_BLOCKING_MS;
    return usedMs < durationMs * SLEEPING_SHARE ? durationMs : Math.min(usedMs, durationMs) - ourMs;
  }

  get totalMs(): number {
    return this.timed === 0 ? 0 : (this.timedMs * this.calls) / this.timed;
  }

  reset(): void {
    this.calls = this.errors = this.maxMs = this.timed = this.timedMs = 0;
  }
}

/** Counts and times what crosses the boundary, by export and import. */
export const boundary: Probe = {
  name: 'boundary',
  rules: ['async/blocked-loop'],
  wrapsInstances: true,
  install(host) {
    const touched = { exports: new Set<CallCount>(), imports: new Set<CallCount>() };
    const now = (): number => performance.now();
    const timeouts = new RacedTimeouts(host);
    const tooLong = (count: CallCount, durationMs: number): void => {
      const { instance, name } = count.target;
      const operation = host.operations.current();
      host.emit({ kind: 'loop-blocked', module: instance.compiled.hash, export: name, stack: host.captureStack(), durationMs, operation, inRequest: host.operations.isRequest(operation), mainThread: host.runtime.isMainThread, ...(timeouts.wereHeldUp(now()) && { heldTimeout: true as const }) });
    };
    const repeated = new RepeatedCalls(host);
    const signatures = new CallSignatures(host);
    const begin = (count: CallCount, touch: Set<CallCount>): number | undefined => {
      if (count.calls === 0) touch.add(count);
      return count.begin(now);
    };
    const hooksOf = (count: CallCount, touch: Set<CallCount>, onLong: (count: CallCount, heldMs: number) => void): CallHooks<number | undefined> => ({
      enter: () => begin(count, touch),
      leave(_result, startedAt) {
        const durationMs = count.end(startedAt, now);
        if (durationMs < NEARLY_BLOCKING_MS) return;
        const heldMs = count.heldMs(durationMs);
        if (heldMs >= BLOCKING_MS) onLong(count, heldMs);
      },
      fail(_error, startedAt) {
        count.errors++;
        count.end(startedAt, now);
      },
    });
    const cpu = host.runtime.cpuMs && new CpuBefore(host.runtime.cpuMs);
    host.wasm.onExportCall((target) => {
      const count = new CallCount(target, cpu);
      const signature = signatures.of(target);
      return {
        ...hooksOf(count, touched.exports, tooLong),
        enter(args) {
          if (count.total < CHECKED_CALLS) signature.check(args);
          else repeated.called(target, count.total);
          return begin(count, touched.exports);
        },
      };
    });
    host.wasm.onImportCall((target) => hooksOf(new CallCount(target, undefined), touched.imports, () => undefined));
    host.onFlush(() => {
      for (const { target, calls, totalMs, maxMs, errors } of touched.exports) host.emit({ kind: 'export-calls', instance: target.instance.id, module: target.instance.compiled.hash, name: target.name, calls, totalMs, maxMs, errors });
      for (const { target, calls, totalMs } of touched.imports) host.emit({ kind: 'import-calls', instance: target.instance.id, module: target.instance.compiled.hash, name: target.name, calls, totalMs });
      for (const set of [touched.exports, touched.imports]) {
        for (const count of set) count.reset();
        set.clear();
      }
    });
    return () => undefined;
  },
};

/** What following allocations has taken so far. */
const ownMs = (): number => ownWork.hookedOperations * MS_PER_HOOKED_OPERATION + ownWork.stacksMs;
