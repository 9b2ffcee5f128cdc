import { LIMITS } from '../../base/limits';
import type { Finding, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent, TraceEventKind } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { InTimeOrder } from '../in-time-order';
import { BoundedMap } from './bounded-map';
import { handoffFinding, type HandoffWording } from './handoff-finding';
import { HopTable, mostPerPair, threadOf, type SentFrom } from './hops';
import { InMemoryTime } from './in-memory-time';

type Transfer = EventOf<'json-transfer'>;
type Message = EventOf<'message'>;

const RELEVANT: ReadonlySet<TraceEventKind> = new Set<TraceEventKind>(['thread-start', 'calibration', 'json-transfer', 'message', 'file-transfer']);
const ENOUGH_HOPS = 3;
/** Between encoding a text and sending it off. */
const SENT_WITHIN_MS = 1_000;
/** What may be added around a text: a line's end, a prefix, UTF-8's longer characters. */
const ENVELOPE = 1_024;
const BYTES_PER_CHARACTER = 1.5;

const WORDING: HandoffWording = {
  rule: 'handoff/json',
  how: 'are handed over as JSON',
  remedy: 'Send the numbers as they are: typed arrays through shared or transferred memory between threads, advanced serialization (fork) or binary frames between processes.',
  receivedBy: 'parsed here, by another thread or process',
  countsWait: false,
};

interface Encoded {
  readonly transfer: Transfer;
  sentFrom: SentFrom;
  sendMs: number;
  /** Sent to a thread or child of ours: a hand-off, whether or not the other end is seen. */
  counted: boolean;
}

/**
 * The same JSON text, made in one thread and parsed in another that is ours too, whatever lies between; and messages
 * that Node itself turns into JSON (fork's default). A text that only one side of ours sees is somebody's interface.
 */
export const jsonHandoff: Analyser = {
  rules: ['handoff/json'],
  start: (context) => new JsonHandoffRun(context),
};

class JsonHandoffRun implements AnalysisRun {
  private readonly encoded = new BoundedMap<string, Encoded>(LIMITS.handoff.pendingTransfers);
  /** The last text that a thread made, which its next message may carry. */
  private readonly latest = new Map<string, Encoded>();
  private readonly hops = new HopTable(LIMITS.agent.sites);
  private readonly oneSided = new HopTable(LIMITS.agent.sites);
  private readonly fingerprints = new Map<string, Set<string>>();
  private readonly inMemory = new InMemoryTime();
  private readonly events = new InTimeOrder((event) => this.inOrder(event));
  private attached = false;

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (RELEVANT.has(event.kind)) this.events.push(event);
  }

  private inOrder(event: TraceEvent): void {
    switch (event.kind) {
      case 'thread-start':
        this.attached ||= event.mode === 'attach';
        return;
      case 'calibration':
        return this.inMemory.add(event);
      case 'json-transfer':
        return event.direction === 'encode' ? this.onEncode(event) : this.onDecode(event);
      case 'message':
        return event.direction === 'send' ? this.onSend(event, event.route) : undefined;
      case 'file-transfer':
        return event.direction === 'write' ? this.onSend(event, 'file') : undefined;
      default:
    }
  }

  private onEncode(transfer: Transfer): void {
    const encoded: Encoded = { transfer, sentFrom: from(transfer), sendMs: 0, counted: false };
    this.encoded.set(transfer.fingerprint, encoded);
    this.latest.set(threadOf(transfer), encoded);
  }

  /** A text leaves: the line that sends it is the one to change. */
  private onSend(event: Message | EventOf<'file-transfer'>, route: Message['route'] | 'file'): void {
    if (route === 'ipc-json') {
      this.hops.add({ sender: from(event), receiver: null, sizeBytes: event.sizeBytes, sendMs: event.durationMs, waitMs: 0, receiveMs: 0 });
      return;
    }
    const encoded = this.latest.get(threadOf(event));
    if (!encoded) return;
    const { characters, t } = encoded.transfer;
    const carries = event.sizeBytes >= characters && event.sizeBytes <= characters * BYTES_PER_CHARACTER + ENVELOPE && event.t - t <= SENT_WITHIN_MS;
    if (!carries) return;
    encoded.sentFrom = from(event);
    encoded.sendMs = event.durationMs;
    this.latest.delete(threadOf(event));
    if (route !== 'worker' && route !== 'pipe') return;
    encoded.counted = true;
    this.hops.add({ sender: encoded.sentFrom, receiver: null, sizeBytes: characters, sendMs: encoded.transfer.durationMs + event.durationMs, waitMs: 0, receiveMs: 0 });
  }

  private onDecode(decoded: Transfer): void {
    const encoded = this.encoded.get(decoded.fingerprint);
    if (encoded) {
      if (threadOf(encoded.transfer) === threadOf(decoded)) return;
      this.encoded.take(decoded.fingerprint);
      const sendMs = encoded.transfer.durationMs + encoded.sendMs;
      if (encoded.counted) return this.hops.received(encoded.sentFrom, from(decoded), sendMs, decoded.durationMs);
      this.hops.add({ sender: encoded.sentFrom, receiver: from(decoded), sizeBytes: decoded.characters, sendMs, waitMs: 0, receiveMs: decoded.durationMs });
      return;
    }
    if (decoded.source !== 'pipe' && decoded.source !== 'worker') return;
    const key = `${threadOf(decoded)}/${decoded.stack}`;
    const known = this.fingerprints.get(key) ?? new Set();
    this.fingerprints.set(key, known);
    if (known.has(decoded.fingerprint)) return;
    if (known.size < LIMITS.trace.keptEventsPerRule) known.add(decoded.fingerprint);
    this.oneSided.add({ sender: from(decoded), receiver: null, sizeBytes: decoded.characters, sendMs: 0, waitMs: 0, receiveMs: decoded.durationMs });
  }

  findings(): Finding[] {
    this.events.flush();
    const seen = this.hops
      .byPlace(this.context)
      .filter(({ hops }) => mostPerPair(hops) >= ENOUGH_HOPS)
      .map(({ at, hops }) => handoffFinding(at, hops, this.inMemory, this.context, WORDING));
    const explained = new Set(seen.flatMap((finding) => finding?.related ?? []).map(({ at }) => `${at.file}:${at.line}`));
    const half = this.oneSided
      .byPlace(this.context)
      .filter(({ at, hops }) => hops.count >= ENOUGH_HOPS && !(at && explained.has(`${at.file}:${at.line}`)))
      .map(({ at, hops }) => handoffFinding(at, hops, this.inMemory, this.context, { ...WORDING, how: 'come from another process as JSON' }, { senderSeen: false }));
    return [...seen, ...half].filter((finding) => finding !== null);
  }

  notObserved(): NotObserved[] {
    return this.attached ? [{ rule: 'handoff/json', why: 'only the attached process was watched: the line that sends it JSON is in another process' }] : [];
  }
}

const from = (event: Transfer | Message | EventOf<'file-transfer'>): SentFrom => ({ stamp: event, stack: event.stack });
