import type { CallStretch } from '../../trace/async-events';
import { rounded } from '../rounded';

/** An operation in one instance, from its first call to its last, and when it was inside: `[from, to, calls]`. */
export interface OperationSpan {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly calls: readonly (readonly [fromMs: number, toMs: number, calls: number])[];
}

const SHOWN_OPERATIONS = 8;

/** As evidence: the operations around the first two that were under way at once, in the order of their beginning. */
export function operationsTimeline(stretches: readonly CallStretch[]): OperationSpan[] {
  const end = Math.max(...stretches.map(({ startedAt, endedAt }) => endedAt ?? startedAt));
  const spans = lanesOf(stretches).map((own) => ({ export: own[0]!.export, own, startedAt: own[0]!.startedAt, endedAt: Math.max(...own.map(({ endedAt }) => endedAt ?? end)) }));
  const first = spans.findIndex((span, index) => spans.some((other, at) => at > index && other.startedAt < span.endedAt));
  if (first < 0) return [];
  const shown = spans.slice(first, first + SHOWN_OPERATIONS);
  const since = (t: number): number => rounded(t - shown[0]!.startedAt);
  return shown.map((span, index) => ({
    name: `${index + 1}. ${span.export}`,
    startMs: since(span.startedAt),
    endMs: since(span.endedAt),
    calls: span.own.map(({ startedAt, endedAt, calls }) => [since(startedAt), since(endedAt ?? end), calls]),
  }));
}

/** One for each operation, in the order of time; a call that begins while another of its own operation waits inside has one of its own. */
function lanesOf(stretches: readonly CallStretch[]): CallStretch[][] {
  const lanes: CallStretch[][] = [];
  for (const stretch of stretches) {
    const lane = lanes.find((own) => own[0]!.operation === stretch.operation && (own.at(-1)!.endedAt ?? Infinity) <= stretch.startedAt);
    if (lane) lane.push(stretch);
    else lanes.push([stretch]);
  }
  return lanes;
}
