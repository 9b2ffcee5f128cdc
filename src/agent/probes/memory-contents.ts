import type { AgentHost, InstanceRecord, Probe } from '../probe';
import { isSharedBuffer } from '../shared-buffer';
import { WorkBudget } from '../work-budget';

const PAGE_BYTES = 65_536;
/** Smaller memories are no burden however often they are there. */
const SMALLEST_PAGES = 32;
/** Of one memory: a look takes some 10 ms. */
const LOOKED_PAGES = 128;
const FIRST_PAUSE_MS = 500;
const PAUSE_FACTOR = 2;
const LONGEST_PAUSE_MS = 60_000;
const SHARE = 0.01;
const STORE_MS = 10;
const FIRST_MS = 60;
const PRINT_DIGITS = 16;

/** What large memories hold, by samples: the same model in the memory of each worker is there once too often. */
export const memoryContents: Probe = {
  name: 'memory-contents',
  rules: ['memory/duplicate-data'],
  wrapsInstances: true,
  install(host) {
    if (host.options.mode === 'attach') return () => undefined;
    const contents = new MemoryContents(host);
    host.onFlush(() => contents.look());
    return () => undefined;
  },
};

interface Known {
  readonly id: number;
  nextAt: number;
  pauseMs: number;
}

class MemoryContents {
  private readonly budget: WorkBudget;
  private readonly known = new WeakMap<WebAssembly.Memory, Known>();
  private nextId = 1;

  constructor(private readonly host: AgentHost) {
    this.budget = new WorkBudget({ share: SHARE, storeMs: STORE_MS, firstMs: FIRST_MS, now: host.now, cpuMs: host.runtime.cpuMs });
  }

  look(): void {
    for (const record of this.host.wasm.instances()) for (const memory of record.memories()) this.lookAt(record, memory);
  }

  private lookAt(record: InstanceRecord, memory: WebAssembly.Memory): void {
    const { buffer } = memory;
    // What threads share is there once.
    if (isSharedBuffer(buffer) || buffer.byteLength < SMALLEST_PAGES * PAGE_BYTES) return;
    let known = this.known.get(memory);
    if (!known) this.known.set(memory, (known = { id: this.nextId++, nextAt: 0, pauseMs: FIRST_PAUSE_MS }));
    const now = this.host.now();
    if ((now < known.nextAt && !this.host.ending) || !this.budget.isLeft) return;
    known.nextAt = now + known.pauseMs;
    known.pauseMs = Math.min(known.pauseMs * PAUSE_FACTOR, LONGEST_PAUSE_MS);
    const every = 2 ** Math.max(0, Math.ceil(Math.log2(buffer.byteLength / PAGE_BYTES / LOOKED_PAGES)));
    const pages = this.budget.spend(() => this.fingerprints(new Uint8Array(buffer), every));
    this.host.emit({ kind: 'memory-content', instance: record.id, module: record.compiled.hash, memory: known.id, every, pages });
  }

  /** Each content once; a page of one byte, repeated, is no content. */
  private fingerprints(bytes: Uint8Array, every: number): string[] {
    const found = new Set<string>();
    for (let start = 0; start + PAGE_BYTES <= bytes.length; start += PAGE_BYTES * every) {
      const page = bytes.subarray(start, start + PAGE_BYTES);
      if (page.some((byte) => byte !== page[0])) found.add(this.host.runtime.sha256(page).slice(0, PRINT_DIGITS));
    }
    return [...found];
  }
}
