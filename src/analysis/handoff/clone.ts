import { LIMITS } from '../../base/limits';
import type { Finding, FindingPlace } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';
import { handoffFinding, type HandoffWording } from './handoff-finding';
import { HopTable, type SentFrom } from './hops';
import { InMemoryTime } from './in-memory-time';

const ENOUGH_MESSAGES = 3;
/** Of the copied buffers that were followed, this share must have been let go of by the sender. */
const LET_GO_SHARE = 0.5;

const NUMBERS: HandoffWording = {
  rule: 'handoff/clone',
  how: 'are cloned element by element, because they are plain arrays of numbers',
  remedy: 'Send a typed array, and transfer its buffer: a plain array is encoded number by number.',
  receivedBy: 'received here',
  countsWait: false,
};

const BUFFERS: HandoffWording = {
  rule: 'handoff/clone',
  how: 'are copied to another thread, and the sender lets go of them afterwards',
  remedy: 'Transfer the buffer (the second argument of postMessage), or share it: it is not used here again.',
  receivedBy: 'received here',
  countsWait: false,
};

/** Messages between threads that are copied although they could be moved: number arrays, and buffers let go of at once. */
export const cloneHandoff: Analyser = {
  rules: ['handoff/clone'],
  start: (context) => new CloneHandoffRun(context),
};

class CloneHandoffRun implements AnalysisRun {
  private readonly numbers = new HopTable(LIMITS.agent.sites);
  private readonly buffers = new HopTable(LIMITS.agent.sites);
  private readonly fates = new Map<string, Fate>();
  private readonly inMemory = new InMemoryTime();

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'calibration') this.inMemory.add(event);
    if (event.kind === 'sent-buffer') this.onFate(event);
    if (event.kind === 'message' && event.direction === 'send' && event.route === 'worker') this.onMessage(event);
  }

  private onMessage(message: EventOf<'message'>): void {
    const table = message.form === 'number-array' ? this.numbers : message.form === 'typed-array' && message.transferredBytes < message.sizeBytes / 2 ? this.buffers : null;
    table?.add({ sender: { stamp: message, stack: message.stack }, receiver: null, sizeBytes: message.sizeBytes, sendMs: message.durationMs, waitMs: 0, receiveMs: 0 });
  }

  private onFate(event: EventOf<'sent-buffer'>): void {
    const { pid, tid, stack, collected } = event;
    const key = `${pid}.${tid}/${stack}`;
    const fate = this.fates.get(key) ?? { sentFrom: { stamp: event, stack }, followed: 0, collected: 0 };
    fate.followed++;
    if (collected) fate.collected++;
    if (this.fates.has(key) || this.fates.size < LIMITS.agent.sites) this.fates.set(key, fate);
  }

  findings(): Finding[] {
    const numbers = this.numbers.byPlace(this.context).map(({ at, hops }) => (hops.count < ENOUGH_MESSAGES ? null : handoffFinding(at, hops, this.inMemory, this.context, NUMBERS, { form: 'number-array' })));
    const buffers = this.buffers.byPlace(this.context).map(({ at, hops }) => (hops.count < ENOUGH_MESSAGES || !this.letGo(at) ? null : handoffFinding(at, hops, this.inMemory, this.context, BUFFERS, { form: 'typed-array' })));
    return [...numbers, ...buffers].filter((finding) => finding !== null);
  }

  notObserved(): [] {
    return [];
  }

  /** One line may send by several stacks: before and after it first waited, say. */
  private letGo(at: FindingPlace | null): boolean {
    let followed = 0;
    let collected = 0;
    for (const fate of this.fates.values()) {
      const place = this.context.userPlace(fate.sentFrom.stamp, fate.sentFrom.stack);
      if (place?.file !== at?.file || place?.line !== at?.line) continue;
      followed += fate.followed;
      collected += fate.collected;
    }
    return collected > 0 && collected >= LET_GO_SHARE * followed;
  }
}

interface Fate {
  readonly sentFrom: SentFrom;
  followed: number;
  collected: number;
}
