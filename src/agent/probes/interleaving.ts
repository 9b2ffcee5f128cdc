import type { InterleavingEffect } from '../../trace/async-events';
import type { CallLog } from '../interleaving/call-log';
import type { Interleaving, Visit } from '../interleaving/instance-visits';
import { InstanceWatch } from '../interleaving/instance-watch';
import type { Reentry } from '../interleaving/reentrancy';
import type { SuspendedOverlap } from '../interleaving/suspended-calls';
import type { AgentEvent, AgentHost, InstanceRecord, Probe } from '../probe';
import { WorkBudget } from '../work-budget';

/** Time for copies of memory, comparing them, and playing calls back. */
const RECORDING_SHARE = 0.02;
const RECORDING_STORE_MS = 20;
const RECORDING_FIRST_MS = 200;

/** Operations in one another's way: in an instance between the calls of one, suspended together, or nested in one. */
export const interleaving: Probe = {
  name: 'interleaving',
  rules: ['async/overlapping-call', 'async/out-of-order', 'async/reentrant-call'],
  wrapsInstances: true,
  install(host) {
    const budget = new WorkBudget({ share: RECORDING_SHARE, storeMs: RECORDING_STORE_MS, firstMs: RECORDING_FIRST_MS, now: host.now, cpuMs: host.runtime.cpuMs });
    const watches = new WeakMap<InstanceRecord, InstanceWatch>();
    const findings = new Encounters(host);
    const watchOf = (instance: InstanceRecord): InstanceWatch => {
      let watch = watches.get(instance);
      if (!watch) {
        const created = new InstanceWatch(host, instance, budget, {
          onInterleaving: (found) => findings.addInterleaving(instance, created.log, found),
          onSuspendedOverlap: (found) => findings.addSuspended(instance, created.log, found),
          onReentry: (found) => findings.addReentry(instance, found),
        });
        watches.set(instance, (watch = created));
      }
      return watch;
    };
    host.wasm.onExportCall(({ instance, name }) => watchOf(instance).exportHooks(name));
    host.wasm.onImportCall(({ instance, name }) => watchOf(instance).importHooks(name));
    host.onFlush(() => findings.flush());
    return () => undefined;
  },
};

/** Pairs of operations whose end is waited for, to see which was done first. */
const OPEN_PAIRS = 64;

type Event<Kind extends AgentEvent['kind']> = Extract<AgentEvent, { kind: Kind }>;
interface OpenPair {
  readonly event: Event<'interleaved'>;
  readonly first: Visit;
  readonly second: Visit;
}

/** Encounters of one kind are told together: the first one's stacks, and how many there were since the last flush. */
class Encounters {
  private readonly interleaved = new Map<string, Event<'interleaved'>>();
  private openPairs: OpenPair[] = [];
  private readonly reentries = new Map<string, Event<'reentered'>>();
  private readonly logs = new Map<InstanceRecord, CallLog>();

  constructor(private readonly host: AgentHost) {}

  addInterleaving(instance: InstanceRecord, log: CallLog, { first, second, verdict, changedWords, sharedWords }: Interleaving): void {
    const effect: InterleavingEffect = verdict === null ? 'unknown' : verdict.effect === 'unknown' && sharedWords > 0 ? 'shared-words' : verdict.effect;
    if (effect === 'depends' || effect === 'shared-words') this.note(instance, log);
    this.add(instance, {
      how: 'calls',
      firstExport: first.firstExport,
      firstStack: first.firstStack,
      secondExport: second.firstExport,
      secondStack: second.firstStack,
      effect,
      changedWords,
      result: shownResult(verdict?.result),
      resultAlone: shownResult(verdict?.alone),
    }, [first, second]);
  }

  addSuspended(instance: InstanceRecord, log: CallLog, { how, first, second }: SuspendedOverlap): void {
    this.note(instance, log);
    this.add(instance, { how, firstExport: first.name, firstStack: first.stack, secondExport: second.name, secondStack: second.stack, effect: 'suspended', changedWords: 0, result: null, resultAlone: null }, []);
  }

  addReentry(instance: InstanceRecord, reentry: Reentry): void {
    const key = `${instance.id} ${reentry.stack} ${reentry.outcomeChanged}`;
    const known = this.reentries.get(key);
    this.reentries.set(key, { kind: 'reentered', instance: instance.id, module: instance.compiled.hash, ...reentry, depth: Math.max(reentry.depth, known?.depth ?? 0), clobberedWords: Math.max(reentry.clobberedWords, known?.clobberedWords ?? 0), count: (known?.count ?? 0) + 1 });
  }

  flush(): void {
    for (const event of [...this.interleaved.values(), ...this.donePairs(), ...this.reentries.values()]) this.host.emit(event);
    for (const [instance, log] of this.logs) this.host.emit({ kind: 'call-stretches', instance: instance.id, module: instance.compiled.hash, stretches: log.close() });
    this.interleaved.clear();
    this.reentries.clear();
    this.logs.clear();
  }

  /** What led to it, and what follows until the next flush, is told once for an instance. */
  private note(instance: InstanceRecord, log: CallLog): void {
    if (log.mark()) this.logs.set(instance, log);
  }

  /** Which of two was done first is known when both are. A single call has no end of its own. */
  private donePairs(): Event<'interleaved'>[] {
    const { operations, ending } = this.host;
    const done = ({ first, second }: OpenPair): boolean => ending || (operations.isFinished(first.operation) && operations.isFinished(second.operation));
    const over = this.openPairs.filter(done);
    this.openPairs = this.openPairs.filter((pair) => !over.includes(pair));
    return over
      .filter(({ first, second }) => first.lastCall > first.firstCall && second.lastCall > second.firstCall)
      .map(({ event, first, second }) => ({ ...event, count: 0, pairs: 1, inverted: second.lastCall < first.lastCall ? 1 : 0 }));
  }

  private add(instance: InstanceRecord, found: Omit<Event<'interleaved'>, 'kind' | 'instance' | 'module' | 'pairs' | 'inverted' | 'count'>, [first, second]: readonly [Visit, Visit] | readonly []): void {
    const key = `${instance.id} ${found.how} ${found.firstStack} ${found.secondStack} ${found.effect}`;
    const count = (this.interleaved.get(key)?.count ?? 0) + 1;
    const event: Event<'interleaved'> = { kind: 'interleaved', instance: instance.id, module: instance.compiled.hash, ...found, pairs: 0, inverted: 0, count };
    this.interleaved.set(key, this.interleaved.has(key) ? { ...this.interleaved.get(key)!, count } : event);
    if (first && second && this.openPairs.length < OPEN_PAIRS && !this.openPairs.some((pair) => pair.first === first && pair.second === second)) this.openPairs.push({ event, first, second });
  }
}

/** Numbers say what differs; text of an error says it too. */
function shownResult(value: unknown): number | string | null {
  return typeof value === 'number' || typeof value === 'string' ? value : typeof value === 'bigint' ? Number(value) : null;
}
