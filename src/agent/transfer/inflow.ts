import type { AgentHost, Operations } from '../probe';

export type InflowSource = 'file' | 'pipe' | 'worker' | 'loopback-http' | 'network';

const KEPT = 16;
const RECENT_MS = 10_000;

/**
 * What came into this thread lately, by where it came from: tells what a decoded text was made of. Sizes only. Bytes of
 * a stream add up until a text of that size has been decoded.
 */
export class Inflow {
  private readonly entries: { source: InflowSource; sizeBytes: number; t: number }[] = [];

  constructor(private readonly now: () => number) {}

  add(source: InflowSource, sizeBytes: number): void {
    const t = this.now();
    const open = this.entries.find((entry) => entry.source === source && source !== 'file');
    if (open) {
      open.sizeBytes += sizeBytes;
      open.t = t;
      return;
    }
    if (this.entries.length >= KEPT) this.entries.shift();
    this.entries.push({ source, sizeBytes, t });
  }

  /** The latest source that held a text of so many characters; what it held is used up. */
  take(characters: number): InflowSource | null {
    const oldest = this.now() - RECENT_MS;
    for (let index = this.entries.length - 1; index >= 0; index--) {
      const entry = this.entries[index]!;
      if (entry.t < oldest || entry.sizeBytes < characters) continue;
      // A file holds the text and little else; JSON is mostly one byte a character.
      if (entry.source === 'file' && entry.sizeBytes > characters * 1.5 + 4_096) continue;
      this.entries.splice(index, 1);
      return entry.source;
    }
    return null;
  }
}

/** Keyed by what all probes of a thread share: each has a host of its own. */
const inflows = new WeakMap<Operations, Inflow>();

/** The one ledger of a thread, shared by the probes that see data arrive. */
export function inflowOf(host: AgentHost): Inflow {
  let inflow = inflows.get(host.operations);
  if (!inflow) {
    inflow = new Inflow(() => host.now());
    inflows.set(host.operations, inflow);
  }
  return inflow;
}
