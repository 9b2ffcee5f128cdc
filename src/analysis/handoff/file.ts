import { LIMITS } from '../../base/limits';
import type { Finding, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent, TraceEventKind } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { InTimeOrder } from '../in-time-order';
import { BoundedMap } from './bounded-map';
import { handoffFinding, type HandoffWording } from './handoff-finding';
import { HopTable, mostPerPair, threadOf, type SentFrom } from './hops';
import { InMemoryTime } from './in-memory-time';

type Transfer = EventOf<'file-transfer'>;

/** A reader that comes later than this was not waiting for the file. */
const SOON_MS = 10_000;
const RELEVANT: ReadonlySet<TraceEventKind> = new Set<TraceEventKind>(['thread-start', 'calibration', 'file-transfer', 'file-removed']);
const ENOUGH_HOPS = 3;
/** How many of the files must be gone or overwritten after they were read. */
const MOSTLY = 0.5;

const WORDING: HandoffWording = {
  rule: 'handoff/file',
  how: 'are handed over through files',
  remedy: 'Hand the bytes over in memory: a SharedArrayBuffer or a transferred ArrayBuffer between threads, or a channel with advanced serialization between processes.',
  receivedBy: 'read here, by another thread or process',
  countsWait: true,
};

/** A file that was read by somebody else than its writer, and what became of it. */
interface Consumed {
  readonly write: Transfer;
  readonly read: Transfer;
}

/**
 * A file that one thread or process writes, another reads soon after, and nobody keeps: it only carried bytes. What
 * stays after it was read, is appended to or synced is a record; what its own writer reads is a spill file.
 */
export const fileHandoff: Analyser = {
  rules: ['handoff/file'],
  start: (context) => new FileHandoffRun(context),
};

class FileHandoffRun implements AnalysisRun {
  private readonly written = new BoundedMap<string, Transfer>(LIMITS.handoff.pendingTransfers);
  private readonly read = new BoundedMap<string, Consumed>(LIMITS.handoff.pendingTransfers);
  /** Attached: the writer is not seen, only that the file was fresh. */
  private readonly readOfUnknown = new BoundedMap<string, Transfer>(LIMITS.handoff.pendingTransfers);
  private readonly hops = new HopTable(LIMITS.agent.sites);
  private readonly oneSided = new HopTable(LIMITS.agent.sites);
  private readonly readsBySender = new Map<string, number>();
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
      case 'file-transfer':
        return event.direction === 'write' ? this.onWrite(event) : this.onRead(event);
      case 'file-removed':
        return this.onRemoved(event);
      default:
    }
  }

  private onWrite(write: Transfer): void {
    this.consumed(write.path);
    if (!write.durable) this.written.set(write.path, write);
    else this.written.take(write.path);
  }

  private onRead(read: Transfer): void {
    const write = this.written.take(read.path);
    if (write) {
      if (threadOf(write) === threadOf(read) || read.sizeBytes !== write.sizeBytes || read.t - write.t > SOON_MS) return;
      const key = senderKey(write);
      this.readsBySender.set(key, (this.readsBySender.get(key) ?? 0) + 1);
      this.read.set(read.path, { write, read });
      return;
    }
    if (!this.attached) return;
    // The same path again with other bytes means that somebody has overwritten it.
    const before = this.readOfUnknown.get(read.path);
    if (before && before.modifiedAt !== read.modifiedAt) this.consumedOfUnknown(read.path);
    if (read.modifiedAt > 0 && read.t - read.modifiedAt < SOON_MS) this.readOfUnknown.set(read.path, read);
  }

  private onRemoved({ path, renamedTo }: EventOf<'file-removed'>): void {
    const pending = renamedTo !== null ? this.written.take(path) : undefined;
    if (pending && renamedTo !== null) {
      // Written under another name and moved into place: the bytes are there under the new one.
      this.consumed(renamedTo);
      this.written.set(renamedTo, pending);
      return;
    }
    this.consumed(path);
    this.consumedOfUnknown(path);
  }

  private consumed(path: string): void {
    const file = this.read.take(path);
    if (!file) return;
    const { write, read } = file;
    const waitMs = Math.max(0, read.t - read.durationMs - write.t);
    this.hops.add({ sender: from(write), receiver: from(read), sizeBytes: write.sizeBytes, sendMs: write.durationMs, waitMs, receiveMs: read.durationMs });
  }

  private consumedOfUnknown(path: string): void {
    const read = this.readOfUnknown.take(path);
    if (read) this.oneSided.add({ sender: from(read), receiver: null, sizeBytes: read.sizeBytes, sendMs: 0, waitMs: Math.max(0, read.t - read.durationMs - read.modifiedAt), receiveMs: read.durationMs });
  }

  findings(): Finding[] {
    this.events.flush();
    const seen = this.hops
      .byPlace(this.context)
      .filter(({ hops }) => mostPerPair(hops) >= ENOUGH_HOPS && hops.count >= MOSTLY * (this.readsBySender.get(senderKey({ ...hops.sender.stamp, stack: hops.sender.stack })) ?? 0))
      .map(({ at, hops }) => handoffFinding(at, hops, this.inMemory, this.context, WORDING));
    const half = this.oneSided
      .byPlace(this.context)
      .filter(({ hops }) => hops.count >= ENOUGH_HOPS)
      .map(({ at, hops }) => handoffFinding(at, hops, this.inMemory, this.context, { ...WORDING, how: 'come from another process through files' }, { senderSeen: false }));
    return [...seen, ...half].filter((finding) => finding !== null);
  }

  notObserved(): NotObserved[] {
    return this.attached ? [{ rule: 'handoff/file', why: 'only the attached process was watched: who writes the files that it reads, and who reads those that it writes, cannot be seen' }] : [];
  }
}

const from = (event: Transfer): SentFrom => ({ stamp: event, stack: event.stack });
const senderKey = ({ pid, tid, stack }: { pid: number; tid: number; stack: number }): string => `${pid}.${tid}/${stack}`;
