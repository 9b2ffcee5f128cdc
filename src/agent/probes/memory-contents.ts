import { createHash } from 'node:crypto';
import type { AgentHost, InstanceRecord, Probe } from '../probe';
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
    this.budget = new WorkBudget({ share: SHARE, storeMs: STORE_MS, firstMs: FIRST_MS, now: host.now });
  }

  look(): void {
    for (const record of this.host.wasm.instances()) for (const memory of record.memories()) this.lookAt(record, memory);
  }

  private lookAt(record: InstanceRecord, memory: WebAssembly.Memory): void {
    const { buffer } = memory;
    // What threads share is there once.
    if (buffer instanceof SharedArrayBuffer || buffer.byteLength < SMALLEST_PAGES * PAGE_BYTES) return;
    let known = this.known.get(memory);
    if (!known) this.known.set(memory, (known = { id: this.nextId++, nextAt: 0, pauseMs: FIRST_PAUSE_MS }));
    const now = this.host.now();
    if ((now < known.nextAt && !this.host.ending) || !this.budget.isLeft) return;
    known.nextAt = now + known.pauseMs;
    known.pauseMs = Math.min(known.pauseMs * PAUSE_FACTOR, LONGEST_PAUSE_MS);
    const every = 2 ** Math.max(0, Math.ceil(Math.log2(buffer.byteLength / PAGE_BYTES / LOOKED_PAGES)));
    const pages = this.budget.spend(() => fingerprints(Buffer.from(buffer), every));
    this.host.emit({ kind: 'memory-content', instance: record.id, module: record.compiled.hash, memory: known.id, every, pages });
  }
}

/** Each content once. */
function fingerprints(bytes: Buffer, every: number): string[] {
  const found = new Set<string>();
  for (let start = 0; start + PAGE_BYTES <= bytes.length; start += PAGE_BYTES * every) {
    const page = bytes.subarray(start, start + PAGE_BYTES);
    // Equal to itself shifted by one: a single byte, repeated.
    if (page.compare(page, 1, PAGE_BYTES, 0, PAGE_BYTES - 1) !== 0) found.add(createHash('sha1').update(page).digest('base64').slice(0, 12));
  }
  return [...found];
}
