import type { Protocol } from 'devtools-protocol';
import type { OffsetRange } from '../symbols/module-symbols';

/**
 * What V8 runs through in a step (CDP `skipList`): sorted, not touching, and without the places where a step must be
 * able to stop.
 */
export function skipList(scriptId: string, ranges: readonly OffsetRange[], stops: readonly number[]): Protocol.Debugger.LocationRange[] {
  const cuts = [...stops].sort((a, b) => a - b);
  const at = (columnNumber: number): Protocol.Debugger.ScriptPosition => ({ lineNumber: 0, columnNumber });
  return merge(ranges)
    .flatMap((range) => without(range, cuts))
    .map(({ start, end }) => ({ scriptId, start: at(start), end: at(end) }));
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function merge(ranges: readonly Span[]): Span[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else if (end > start) merged.push({ start, end });
  }
  return merged;
}

/** A stop is one instruction start: the byte is taken out, which keeps the parts from touching. */
function without(range: Span, cuts: readonly number[]): Span[] {
  const parts: Span[] = [];
  let { start } = range;
  for (const cut of cuts) {
    if (cut < start || cut >= range.end) continue;
    if (cut > start) parts.push({ start, end: cut });
    start = cut + 1;
  }
  if (start < range.end) parts.push({ start, end: range.end });
  return parts;
}
