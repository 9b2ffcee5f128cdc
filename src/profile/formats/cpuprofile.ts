import { frameKey, type CallFrame, type CpuProfile, type CpuProfileNode } from '../cpu-profile';
import type { Profile, ProfileFrame } from '../profile';

/** The profile as V8 would have written it, had the sources been its own: Chrome and VS Code open it at the lines. */
export function toCpuProfile(profile: Profile): CpuProfile {
  const hits = new Array<number>(profile.nodes.length).fill(0);
  for (const { node } of profile.samples) hits[node]!++;
  const children: number[][] = profile.nodes.map(() => []);
  for (const [index, { parent }] of profile.nodes.entries()) if (parent >= 0) children[parent]!.push(index + 1);
  const nodes = profile.nodes.map((node, index): CpuProfileNode => {
    const frame = profile.frames[node.frame]!;
    return { id: index + 1, callFrame: callFrameOf(frame), hitCount: hits[index]!, children: children[index]!, positionTicks: ticksOf(frame, node.lineTicks, hits[index]!) };
  });
  const starts = profile.samples.map(({ startMs }) => Math.round(startMs * 1000));
  return {
    nodes,
    startTime: 0,
    endTime: Math.round(Math.max(profile.durationMs, endOfSamples(profile)) * 1000),
    samples: profile.samples.map(({ node }) => node + 1),
    timeDeltas: starts.map((start, index) => start - (starts[index - 1] ?? 0)),
    ...extrasOf(profile),
  };
}

function extrasOf({ frames, vitals = [] }: Profile): Pick<CpuProfile, '$wasmscope'> {
  const lines = Object.fromEntries(frames.flatMap((frame) => (frame.lines ? [[frameKey(callFrameOf(frame)), frame.lines]] : [])));
  return vitals.length > 0 || Object.keys(lines).length > 0 ? { $wasmscope: { vitals, lines } } : {};
}

/** Beyond the duration where several threads were recorded at once. */
function endOfSamples({ samples }: Profile): number {
  const last = samples.at(-1);
  return last ? last.startMs + last.durationMs : 0;
}

function callFrameOf(frame: ProfileFrame): CallFrame {
  return {
    functionName: frame.function,
    scriptId: '0',
    url: frame.file === null ? '' : urlOf(frame.file),
    lineNumber: frame.line - 1,
    columnNumber: frame.column - 1,
  };
}

/** Lines of the source: of a Wasm function those that its counts share the ticks out to, else the one where it begins. */
function ticksOf(frame: ProfileFrame, lineTicks: ReadonlyMap<number, number>, hits: number): { line: number; ticks: number }[] {
  if (lineTicks.size > 0) return [...lineTicks].map(([line, ticks]) => ({ line, ticks }));
  if (frame.lines) return frame.lines.filter(({ file }) => file === frame.file).map(({ line, share }) => ({ line, ticks: Math.round(share * hits) })).filter(({ ticks }) => ticks > 0);
  return hits > 0 && frame.line > 0 ? [{ line: frame.line, ticks: hits }] : [];
}

/** Absolute paths become file URLs; names such as `node:fs` and relative paths stay as they are. */
function urlOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  const absolute = /^[A-Za-z]:\//.test(path) ? `/${path}` : path;
  return absolute.startsWith('/') ? `file://${encodeURI(absolute).replace(/[?#]/g, encodeURIComponent)}` : file;
}
