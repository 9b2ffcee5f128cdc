import type { CallFrame, CpuProfile, CpuProfileNode } from '../cpu-profile';
import type { Profile, ProfileFrame } from '../profile';
import { extrasOf } from '../profile-extras';
import { UNKNOWN_OFFSET } from '../wasm-functions';

/** The profile as V8 would have written it, had the sources been its own: Chrome and VS Code open it at the lines. */
export function toCpuProfile(profile: Profile): CpuProfile {
  const hits = new Array<number>(profile.nodes.length).fill(0);
  for (const { node } of profile.samples) hits[node]!++;
  const children: number[][] = profile.nodes.map(() => []);
  for (const [index, { parent }] of profile.nodes.entries()) if (parent >= 0) children[parent]!.push(index + 1);
  const $wasmscope = extrasOf(profile, callFrameOf);
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
    ...($wasmscope ? { $wasmscope } : {}),
  };
}

/** Beyond the duration where several threads were recorded at once. */
function endOfSamples({ samples }: Profile): number {
  const last = samples.at(-1);
  return last ? last.startMs + last.durationMs : 0;
}

/** A Wasm function without a source stays as V8 named it, for whoever has the module. */
export function callFrameOf(frame: ProfileFrame): CallFrame {
  if (frame.file === null && frame.script) return { functionName: frame.linkageName ?? frame.function, scriptId: frame.script.id, url: frame.script.url, lineNumber: 0, columnNumber: frame.offset ?? UNKNOWN_OFFSET };
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
