import { ProgramWalk } from '../collections/program-roots';
import type { AgentHost, Probe } from '../probe';
import { RewrittenRegions } from '../rewritten-regions';
import { WorkBudget } from '../work-budget';

const MAX_MEMORIES = 100;
/** The program's objects are walked through once, in slices, by this share of the time. */
const SLICE_MS = 4;
const WALK_SHARE = 0.02;
const FIRST_WALK_MS = 50;
const WAIT_MS = 50;

interface Found {
  readonly id: number;
  readonly ref: WeakRef<WebAssembly.Memory>;
  readonly regions: RewrittenRegions;
  bytes: number;
  /** The path of variables and properties that leads to it, once the walk has met it. */
  owner: string | null;
}

/**
 * In a program that runs already: the memories that its objects lead to, and those whose buffers it reads. Whose they
 * are cannot be told any more, but how they grow can.
 */
export const foundMemories: Probe = {
  name: 'found-memories',
  rules: ['memory/linear-growth'],
  install(host) {
    if (host.options.mode !== 'attach') return () => undefined;
    const memories = new FoundMemories(host);
    return () => memories.stop();
  },
};

class FoundMemories {
  private readonly known = new WeakMap<WebAssembly.Memory, Found>();
  private readonly all: Found[] = [];
  private readonly walk: ProgramWalk;
  private readonly budget: WorkBudget;
  private stopped = false;

  constructor(private readonly host: AgentHost) {
    this.budget = new WorkBudget({ share: WALK_SHARE, storeMs: 2 * SLICE_MS, firstMs: FIRST_WALK_MS, now: host.now, cpuMs: host.runtime.cpuMs });
    // The first to read the buffer after a growth stands, as a rule, by the call that made the memory grow.
    host.wasm.buffers.onMemory((buffer, _hook, memory) => {
      if (memory instanceof WebAssembly.Memory) this.look(memory, buffer.byteLength);
    });
    this.walk = new ProgramWalk(host.require);
    this.walkOn();
    host.onFlush(() => this.onFlush());
  }

  stop(): void {
    this.stopped = true;
    this.walk.close();
  }

  private walkOn(): void {
    if (this.stopped) return;
    const done = this.budget.isLeft && this.budget.spend(() => this.walkSlice());
    if (done) this.walk.close();
    else this.host.runtime.after(WAIT_MS, this.host.guard(() => this.walkOn()));
  }

  private walkSlice(): boolean {
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) {
      const step = this.walk.next();
      if (!step) return true;
      if (!(step.value instanceof WebAssembly.Memory)) continue;
      this.look(step.value, step.value.buffer.byteLength);
      const found = this.known.get(step.value);
      if (found) found.owner ??= step.owner;
    }
    return false;
  }

  private onFlush(): void {
    for (const { ref } of this.all) {
      const memory = ref.deref();
      if (memory) this.look(memory, memory.buffer.byteLength);
    }
    if (this.host.ending && this.all.length === 0) {
      this.host.emit({ kind: 'not-observed', rules: ['memory/linear-growth'], why: 'no memory of the instances that were there before Wasmscope attached was met: launch the service under Wasmscope to see how they grow' });
    }
  }

  private look(memory: WebAssembly.Memory, bytes: number): void {
    const found = this.known.get(memory);
    if (!found) return this.add(memory, bytes);
    if (bytes === found.bytes) return;
    const fromBytes = found.bytes;
    found.bytes = bytes;
    if (bytes < fromBytes || this.isOfInstance(memory)) return;
    const rewrittenShare = found.regions.onGrow(memory, fromBytes, bytes);
    this.host.emit({ kind: 'memory-grow', instance: -found.id, module: '', memory: 0, fromBytes, toBytes: bytes, stack: this.host.captureStack(), ...(found.owner !== null && { owner: found.owner }), ...(rewrittenShare !== null && { rewrittenShare }) });
  }

  private add(memory: WebAssembly.Memory, bytes: number): void {
    if (this.all.length >= MAX_MEMORIES) return;
    const found: Found = { id: this.all.length + 1, ref: new WeakRef(memory), regions: new RewrittenRegions(), bytes, owner: null };
    this.known.set(memory, found);
    this.all.push(found);
  }

  /** Instances that were made since are followed by their own. */
  private isOfInstance(memory: WebAssembly.Memory): boolean {
    for (const instance of this.host.wasm.instances()) if (instance.memories().includes(memory)) return true;
    return false;
  }
}
