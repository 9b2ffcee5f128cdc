import type * as Inspector from 'node:inspector';
import type { AgentHost, Probe } from '../probe';

/** Living instances of one module beyond which it is asked which of them are only garbage; then at each doubling. */
const FIRST_CHECK_AT = 8;
/** A forced collection takes about 10 ms a megabyte of heap: not in services with more, and not often. */
const MAX_HEAP_BYTES = 64 << 20;
const MAX_CHECKS = 6;

/**
 * Which instances are still held. V8 collects garbage when it likes, so while many instances of one module seem to
 * live, a collection is forced now and then and once at exit; after each, `heap-collected` says that what is left is held.
 */
export const instances: Probe = {
  name: 'instances',
  rules: ['memory/instance-leak'],
  install(host) {
    const watch = new InstancesProbe(host);
    process.prependListener('exit', watch.onExit);
    return () => void process.removeListener('exit', watch.onExit);
  },
};

class InstancesProbe {
  private readonly timers = { setTimeout };
  private checkAt = FIRST_CHECK_AT;
  private checks = 0;

  constructor(private readonly host: AgentHost) {
    host.onFlush(() => this.onFlush());
  }

  /** No callback runs after this, so the weak references are asked. */
  readonly onExit = (): void =>
    this.host.guard(() => {
      if (this.mostOfOneModule() < FIRST_CHECK_AT || !this.collect()) return;
      for (const { id, ref } of this.host.wasm.instances()) if (!ref.deref()) this.host.emit({ kind: 'instance-collected', instance: id });
      this.host.emit({ kind: 'heap-collected' });
    })();

  private onFlush(): void {
    if (this.host.ending || this.checks >= MAX_CHECKS || this.mostOfOneModule() < this.checkAt) return;
    this.checks++;
    // In a turn of its own: references that this one has followed are kept until it ends (ECMA-262, KeepDuringJob).
    this.timers.setTimeout(this.host.guard(() => this.check()), 0).unref();
  }

  private check(): void {
    if (!this.collect()) return;
    // Their finalizers run before the next timers.
    this.timers.setTimeout(this.host.guard(() => {
      this.host.emit({ kind: 'heap-collected' });
      this.checkAt = Math.max(FIRST_CHECK_AT, 2 * this.mostOfOneModule());
    }), 1).unref();
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

  private collect(): boolean {
    if (process.memoryUsage().heapUsed > MAX_HEAP_BYTES) return false;
    const { Session } = this.host.require('node:inspector') as typeof Inspector;
    const session = new Session();
    session.connect();
    try {
      session.post('HeapProfiler.collectGarbage');
    } finally {
      session.disconnect();
    }
    return true;
  }
}
