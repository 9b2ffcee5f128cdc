import { LIMITS } from '../../base/limits';
import type { Finding } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { InTimeOrder } from '../in-time-order';
import { BoundedMap } from './bounded-map';
import { handoffFinding, type HandoffWording } from './handoff-finding';
import { HopTable, mostPerPair, threadOf } from './hops';
import { InMemoryTime } from './in-memory-time';

type Base64 = EventOf<'base64'>;

const ENOUGH_HOPS = 3;

const WORDING: HandoffWording = {
  rule: 'handoff/base64',
  how: 'are handed over as base64 text, a third larger than they are',
  remedy: 'Send the bytes: as a typed array in the message, or as a binary frame beside a small JSON header.',
  receivedBy: 'decoded here, by another thread or process',
  countsWait: false,
};

/** The same base64 text, made in one thread of ours and decoded in another. Text for somebody else's interface is not. */
export const base64Handoff: Analyser = {
  rules: ['handoff/base64'],
  start: (context) => new Base64HandoffRun(context),
};

class Base64HandoffRun implements AnalysisRun {
  private readonly encoded = new BoundedMap<string, Base64>(LIMITS.handoff.pendingTransfers);
  private readonly hops = new HopTable(LIMITS.agent.sites);
  private readonly inMemory = new InMemoryTime();
  private readonly events = new InTimeOrder((event) => this.inOrder(event));

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'calibration') this.inMemory.add(event);
    if (event.kind === 'base64') this.events.push(event);
  }

  private inOrder(event: TraceEvent): void {
    if (event.kind !== 'base64') return;
    if (event.direction === 'encode') return this.encoded.set(event.fingerprint, event);
    const encoded = this.encoded.get(event.fingerprint);
    if (!encoded || threadOf(encoded) === threadOf(event)) return;
    this.encoded.take(event.fingerprint);
    this.hops.add({ sender: { stamp: encoded, stack: encoded.stack }, receiver: { stamp: event, stack: event.stack }, sizeBytes: event.sizeBytes, sendMs: encoded.durationMs, waitMs: 0, receiveMs: event.durationMs });
  }

  findings(): Finding[] {
    this.events.flush();
    return this.hops
      .byPlace(this.context)
      .filter(({ hops }) => mostPerPair(hops) >= ENOUGH_HOPS)
      .map(({ at, hops }) => handoffFinding(at, hops, this.inMemory, this.context, WORDING))
      .filter((finding) => finding !== null);
  }

  notObserved(): [] {
    return [];
  }
}
