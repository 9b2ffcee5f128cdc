import type { Finding, FindingPlace, RuleName } from '../../findings/finding';
import type { AnalysisContext } from '../analyser';
import { rounded } from '../rounded';
import type { Hops } from './hops';
import { WORTH_SAVING_MS, type InMemoryTime } from './in-memory-time';

export interface HandoffWording {
  readonly rule: RuleName;
  /** What goes where: "frames go through files". */
  readonly how: string;
  readonly remedy: string;
  readonly receivedBy: string;
  /** Whether waiting for the other side counts as the route's own time. */
  readonly countsWait: boolean;
}

/** The finding for one line's hand-offs, or null where the in-memory route would save less than half a millisecond each. */
export function handoffFinding(at: FindingPlace | null, hops: Hops, inMemory: InMemoryTime, context: AnalysisContext, wording: HandoffWording, more: Record<string, unknown> = {}): Finding | null {
  const bytesPerPayload = Math.round(hops.totalBytes / hops.count);
  const busyMs = (hops.sendMs + hops.receiveMs) / hops.count;
  const msPerPayload = busyMs + (wording.countsWait ? hops.waitMs / hops.count : 0);
  const inMemoryMs = inMemory.medianMs(bytesPerPayload);
  if (msPerPayload - (inMemoryMs ?? 0) < WORTH_SAVING_MS) return null;
  const receivedAt = hops.receiver && context.userPlace(hops.receiver.stamp, hops.receiver.stack);
  const compared = inMemoryMs === null ? '' : `; in memory it takes ${readable(inMemoryMs)} ms here`;
  return {
    rule: wording.rule,
    severity: 'warning',
    message: `${hops.count} payloads of ${Math.round(bytesPerPayload / 1024)} KB ${wording.how}, ${readable(msPerPayload)} ms each${compared}`,
    at,
    related: receivedAt ? [{ message: wording.receivedBy, at: receivedAt }] : [],
    evidence: {
      payloads: hops.count,
      bytesPerPayload,
      totalBytes: hops.totalBytes,
      msPerPayload: rounded(msPerPayload),
      sendMs: rounded(hops.sendMs / hops.count),
      ...(wording.countsWait ? { waitMs: rounded(hops.waitMs / hops.count) } : {}),
      receiveMs: rounded(hops.receiveMs / hops.count),
      ...(inMemoryMs === null ? {} : { inMemoryMs: rounded(inMemoryMs), savedMsPerPayload: rounded(msPerPayload - inMemoryMs) }),
      ...more,
      latencyMsHistogram: hops.latencies.histogram(),
    },
    remedy: wording.remedy,
    cost: { cpuSeconds: rounded((busyMs * hops.count) / 1_000) },
  };
}

const readable = (ms: number): string => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0));
