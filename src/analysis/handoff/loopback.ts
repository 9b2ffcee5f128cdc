import { LIMITS } from '../../base/limits';
import type { Finding, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { InTimeOrder } from '../in-time-order';
import { BoundedMap } from './bounded-map';
import { handoffFinding, type HandoffWording } from './handoff-finding';
import { HopTable, mostPerPair } from './hops';
import { InMemoryTime } from './in-memory-time';

type Message = EventOf<'message'>;

const ENOUGH_HOPS = 3;
const SOON_MS = 10_000;

const WORDING: HandoffWording = {
  rule: 'handoff/loopback',
  how: 'go over HTTP between two of your own processes on this machine',
  remedy: 'Within one machine, use a worker thread with shared memory, or a channel or socket with binary frames.',
  receivedBy: 'received here',
  countsWait: true,
};

/**
 * A large HTTP body that one watched process sends over loopback and another watched one receives. A peer that is not
 * ours (a proxy, a sidecar, a client) has its reasons, and is not seen.
 */
export const loopbackHandoff: Analyser = {
  rules: ['handoff/loopback'],
  start: (context) => new LoopbackHandoffRun(context),
};

class LoopbackHandoffRun implements AnalysisRun {
  private readonly sent = new BoundedMap<number, Message>(LIMITS.handoff.pendingTransfers);
  private readonly hops = new HopTable(LIMITS.agent.sites);
  private readonly inMemory = new InMemoryTime();
  private readonly events = new InTimeOrder((event) => this.inOrder(event));
  private attached = false;

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'calibration') this.inMemory.add(event);
    if (event.kind === 'thread-start') this.attached ||= event.mode === 'attach';
    if (event.kind === 'message' && event.route === 'loopback-http') this.events.push(event);
  }

  private inOrder(event: TraceEvent): void {
    if (event.kind !== 'message') return;
    if (event.direction === 'send') return this.sent.set(event.sizeBytes, event);
    const sent = this.sent.take(event.sizeBytes);
    if (!sent || event.t - sent.t > SOON_MS || sent.pid === event.pid) return;
    this.hops.add({ sender: { stamp: sent, stack: sent.stack }, receiver: { stamp: event, stack: event.stack }, sizeBytes: event.sizeBytes, sendMs: sent.durationMs, waitMs: Math.max(0, event.t - sent.t), receiveMs: 0 });
  }

  findings(): Finding[] {
    this.events.flush();
    return this.hops
      .byPlace(this.context)
      .filter(({ hops }) => mostPerPair(hops) >= ENOUGH_HOPS)
      .map(({ at, hops }) => handoffFinding(at, hops, this.inMemory, this.context, WORDING))
      .filter((finding) => finding !== null);
  }

  notObserved(): NotObserved[] {
    return this.attached ? [{ rule: 'handoff/loopback', why: 'only one process was watched: whether the other end of a loopback connection is yours cannot be seen' }] : [];
  }
}
