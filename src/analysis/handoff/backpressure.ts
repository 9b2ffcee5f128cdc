import { LIMITS } from '../../base/limits';
import type { Finding, NotObserved } from '../../findings/finding';
import type { EventOf, TraceEvent } from '../../trace/event';
import type { Analyser, AnalysisContext, AnalysisRun } from '../analyser';

type Ignored = EventOf<'ignored-backpressure'>;

/** What waits in memory must be more than a burst of messages leaves there. */
const LASTING_BYTES = 1 << 20;
const LASTING_BUFFERS = 16;
/** Looked at so often in a row, never empty and larger at the end: the reader does not catch up. */
const ENOUGH_LOOKS = 3;
/** So much at once is felt by any process, whether it drains later or not. */
const FLOOD_BYTES = 32 << 20;

interface Stream {
  readonly first: Ignored;
  writes: number;
  peakBytes: number;
  highWaterMarkBytes: number;
  /** Looks since the queue was empty last, and what it held at the first of them. */
  looks: number;
  startBytes: number;
  growing: boolean;
  readonly queue: [number, number][];
}

/** A writer that goes on after `write` has said `false`: what its reader does not take waits in this process's memory. */
export const backpressureHandoff: Analyser = {
  rules: ['handoff/backpressure'],
  start: (context) => new BackpressureRun(context),
};

class BackpressureRun implements AnalysisRun {
  private readonly streams = new Map<string, Stream>();
  private startedAt = 0;

  constructor(private readonly context: AnalysisContext) {}

  onEvent(event: TraceEvent): void {
    if (event.kind === 'thread-start') this.startedAt ||= event.t;
    if (event.kind !== 'ignored-backpressure') return;
    const key = `${event.pid}.${event.tid} ${event.stream}`;
    const stream = this.streams.get(key) ?? { first: event, writes: 0, peakBytes: 0, highWaterMarkBytes: 0, looks: 0, startBytes: 0, growing: false, queue: [] };
    if (this.streams.size < LIMITS.agent.sites) this.streams.set(key, stream);
    stream.writes += event.writes;
    stream.peakBytes = Math.max(stream.peakBytes, event.peakBytes, event.queuedBytes);
    stream.highWaterMarkBytes = Math.max(stream.highWaterMarkBytes, event.highWaterMarkBytes);
    if (stream.queue.length < LIMITS.trace.samplesPerSeries) stream.queue.push([Math.round(event.t - this.startedAt), event.queuedBytes]);
    if (event.queuedBytes === 0 || event.drained) stream.looks = 0;
    if (event.queuedBytes === 0) return;
    if (stream.looks++ === 0) stream.startBytes = event.queuedBytes;
    stream.growing ||= stream.looks >= ENOUGH_LOOKS && event.writes > 0 && event.queuedBytes > stream.startBytes && event.queuedBytes >= enough(stream);
  }

  findings(): Finding[] {
    const sites = new Map<string, Stream[]>();
    for (const stream of this.streams.values()) {
      if (!stream.growing && stream.peakBytes < Math.max(FLOOD_BYTES, enough(stream))) continue;
      const at = this.context.userPlace(stream.first, stream.first.stack);
      const key = at ? `${at.file}:${at.line}` : '';
      sites.set(key, [...(sites.get(key) ?? []), stream]);
    }
    return [...sites.values()].map((streams) => this.finding(streams));
  }

  notObserved(): NotObserved[] {
    return [];
  }

  private finding(streams: readonly Stream[]): Finding {
    const worst = streams.reduce((a, b) => (b.peakBytes > a.peakBytes ? b : a));
    const writes = streams.reduce((sum, stream) => sum + stream.writes, 0);
    return {
      rule: 'handoff/backpressure',
      severity: 'warning',
      message: `${writes} writes go to a ${worst.first.to} that has said its buffer is full: up to ${Math.round(worst.peakBytes / 1024)} KB wait in memory`,
      at: this.context.userPlace(worst.first, worst.first.stack),
      related: [],
      evidence: { ignoredWrites: writes, streams: streams.length, peakBytes: worst.peakBytes, highWaterMarkBytes: worst.highWaterMarkBytes, queuedBytesSeries: worst.queue },
      remedy: "Stop when write() returns false and go on at 'drain', or let stream.pipeline do it; drop or merge what may be lost.",
    };
  }
}

const enough = ({ highWaterMarkBytes }: Stream): number => Math.max(LASTING_BYTES, LASTING_BUFFERS * highWaterMarkBytes);
