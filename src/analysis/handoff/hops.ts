import type { FindingPlace } from '../../findings/finding';
import type { Stamp, StackId } from '../../trace/event';
import type { AnalysisContext } from '../analyser';
import { LatencyBins } from './latency-bins';

/** Sums over the payloads that one line handed over. */
export interface Hops {
  count: number;
  totalBytes: number;
  sendMs: number;
  waitMs: number;
  receiveMs: number;
  /** Of each payload, as much of its way as was seen. */
  readonly latencies: LatencyBins;
  firstAt: number;
  lastAt: number;
  /** Sender's thread and receiver's, and how many payloads went between them. */
  readonly pairs: Map<string, number>;
  /** The thread whose stack ids these are. */
  readonly sender: SentFrom;
  receiver: SentFrom | null;
}

export interface SentFrom {
  readonly stamp: Stamp;
  readonly stack: StackId;
}

export interface Hop {
  readonly sender: SentFrom;
  readonly receiver: SentFrom | null;
  readonly sizeBytes: number;
  readonly sendMs: number;
  readonly waitMs: number;
  readonly receiveMs: number;
}

/** Payloads by the stack that sent them. */
export class HopTable {
  private readonly byStack = new Map<string, Hops>();

  constructor(private readonly limit: number) {}

  add(hop: Hop): void {
    const { stamp, stack } = hop.sender;
    const key = `${threadOf(stamp)}/${stack}`;
    let hops = this.byStack.get(key);
    if (!hops) {
      if (this.byStack.size >= this.limit) return;
      hops = { count: 0, totalBytes: 0, sendMs: 0, waitMs: 0, receiveMs: 0, latencies: new LatencyBins(), firstAt: stamp.t, lastAt: stamp.t, pairs: new Map(), sender: hop.sender, receiver: null };
      this.byStack.set(key, hops);
    }
    const pair = `${threadOf(stamp)} > ${hop.receiver ? threadOf(hop.receiver.stamp) : '?'}`;
    hops.count++;
    hops.totalBytes += hop.sizeBytes;
    hops.sendMs += hop.sendMs;
    hops.waitMs += hop.waitMs;
    hops.receiveMs += hop.receiveMs;
    hops.latencies.add(hop.sendMs + hop.waitMs + hop.receiveMs);
    hops.lastAt = stamp.t;
    hops.pairs.set(pair, (hops.pairs.get(pair) ?? 0) + 1);
    hops.receiver = hop.receiver ?? hops.receiver;
  }

  /** The other end of a payload that was counted when it was sent, which took `sendMs`. */
  received({ stamp, stack }: SentFrom, receiver: SentFrom, sendMs: number, receiveMs: number): void {
    const hops = this.byStack.get(`${threadOf(stamp)}/${stack}`);
    if (!hops) return;
    hops.receiveMs += receiveMs;
    hops.latencies.move(sendMs, sendMs + receiveMs);
    hops.receiver = receiver;
  }

  /** Merged by source line: every worker of a pool has stacks of its own. */
  byPlace(context: AnalysisContext): { at: FindingPlace | null; hops: Hops }[] {
    const merged = new Map<string, { at: FindingPlace | null; hops: Hops }>();
    for (const hops of this.byStack.values()) {
      const at = context.userPlace(hops.sender.stamp, hops.sender.stack);
      const key = at ? `${at.file}:${at.line}` : `${threadOf(hops.sender.stamp)}/${hops.sender.stack}`;
      const known = merged.get(key);
      if (known) mergeInto(known.hops, hops);
      else merged.set(key, { at, hops: { ...hops, latencies: hops.latencies.copy(), pairs: new Map(hops.pairs) } });
    }
    return [...merged.values()];
  }
}

export const threadOf = ({ pid, tid }: Stamp): string => `${pid}.${tid}`;

/** The most that went between the same two threads: a pool that is set up sends each of its members one. */
export const mostPerPair = (hops: Hops): number => Math.max(0, ...hops.pairs.values());

function mergeInto(target: Hops, source: Hops): void {
  for (const name of ['count', 'totalBytes', 'sendMs', 'waitMs', 'receiveMs'] as const) target[name] += source[name];
  target.latencies.addAll(source.latencies);
  target.firstAt = Math.min(target.firstAt, source.firstAt);
  target.lastAt = Math.max(target.lastAt, source.lastAt);
  for (const [pair, count] of source.pairs) target.pairs.set(pair, (target.pairs.get(pair) ?? 0) + count);
  target.receiver ??= source.receiver;
}
