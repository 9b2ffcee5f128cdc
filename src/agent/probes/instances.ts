import { isLargeHeap } from '../large-heap';
import { OwnFinalizers } from '../own-finalizers';
import type { AgentHost, Probe } from '../probe';

/** Living instances of one module, or objects with a finalizer made since, from which garbage is told from what is held. */
const MANY_INSTANCES = 8;
const MANY_FINALIZABLE = 64;
/** Collections are forced ever more seldom. */
const FIRST_PAUSE_MS = 500;
const PAUSE_FACTOR = 1.3;
const MAX_COLLECTIONS = 16;

/**
 * Which instances are still held. V8 collects garbage when it likes, so while many instances of one module seem to
 * live, a collection is forced now and then and once at exit; after each, `heap-collected` says that what is left is held.
 * The same is done while objects with finalizers are made: glue frees there what they own in linear memory.
 */
export const instances: Probe = {
  name: 'instances',
  rules: ['memory/instance-leak', 'memory/unfreed-object'],
  install(host) {
    if (host.options.mode === 'attach') {
      host.emit({ kind: 'not-observed', rules: ['memory/fragmentation', 'memory/high-water', 'memory/instance-leak', 'memory/unfreed-object'], why: 'instances that were there before Wasmscope attached are not watched: launch the service under Wasmscope to see what they keep' });
    }
    const watch = new InstancesProbe(host);
    host.onExit(() => watch.onExit());
    return () => undefined;
  },
};

class InstancesProbe {
  private instancesAtLast = 0;
  private finalizable = 0;
  private collections = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private nextAt = 0;

  constructor(private readonly host: AgentHost) {
    const count = (registry: FinalizationRegistry<unknown>): void => {
      if (!(registry instanceof OwnFinalizers)) this.finalizable++;
    };
    host.patch(FinalizationRegistry.prototype, 'register', (register) => function (this: FinalizationRegistry<unknown>, ...args: Parameters<typeof register>) {
      count(this);
      Reflect.apply(register, this, args);
    } as typeof register);
    host.onFlush(() => this.onFlush());
  }

  /** No callback runs after this, so the weak references are asked. */
  onExit(): void {
    const { runtime } = this.host;
    if (runtime.collectGarbage === null || this.mostOfOneModule() < MANY_INSTANCES || isLargeHeap(this.host)) return;
    runtime.collectGarbage();
    for (const { id, ref } of this.host.wasm.instances()) if (!ref.deref()) this.host.emit({ kind: 'instance-collected', instance: id });
    this.host.emit({ kind: 'heap-collected' });
  }

  private onFlush(): void {
    if (this.host.ending || this.collections >= MAX_COLLECTIONS || this.host.now() < this.nextAt) return;
    const most = this.mostOfOneModule();
    if (this.finalizable < MANY_FINALIZABLE && (most < MANY_INSTANCES || most <= this.instancesAtLast)) return;
    this.collections++;
    this.finalizable = 0;
    this.pauseMs *= PAUSE_FACTOR;
    this.nextAt = this.host.now() + this.pauseMs;
    // In a turn of its own: references that this one has followed are kept until it ends (ECMA-262, KeepDuringJob).
    this.host.runtime.after(0, this.host.guard(() => this.collect()));
  }

  /** The finalizers run in a task of their own, before the next timers. */
  private collect(): void {
    const { runtime } = this.host;
    if (runtime.collectGarbage === null || isLargeHeap(this.host)) return;
    runtime.collectGarbage();
    runtime.after(1, this.host.guard(() => this.collected()));
  }

  private collected(): void {
    this.instancesAtLast = this.mostOfOneModule();
    if (!this.host.ending) this.host.emit({ kind: 'heap-collected' });
  }

  private mostOfOneModule(): number {
    const counts = new Map<string, number>();
    let most = 0;
    for (const { compiled } of this.host.wasm.instances()) {
      const count = (counts.get(compiled.hash) ?? 0) + 1;
      counts.set(compiled.hash, count);
      most = Math.max(most, count);
    }
    return most;
  }
}
