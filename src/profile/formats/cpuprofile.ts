import type { CallFrame } from '../call-frame';
import type { CpuProfile, CpuProfileNode } from '../cpu-profile';
import { lineTicksOf, type LineTick } from '../line-tick-rows';
import { endOfSample, type Profile, type ProfileFrame } from '../profile';
import { extrasOf } from '../profile-extras';
import { UNKNOWN_OFFSET } from '../wasm-functions';

/** The profile as V8 would have written it, had the sources been its own: Chrome and VS Code open it at the lines. */
export function toCpuProfile(profile: Profile): CpuProfile {
  const { frames, nodes, samples } = profile;
  const hits = new Int32Array(nodes.length);
  for (const node of samples.node) hits[node]!++;
  const children: number[][] = Array.from(hits, () => []);
  for (const [node, parent] of nodes.parent.entries()) if (parent >= 0) children[parent]!.push(node + 1);
  const $wasmscope = extrasOf(profile, callFrameOf);
  const written = children.map((below, node): CpuProfileNode => {
    const frame = frames[nodes.frame[node]!]!;
    return { id: node + 1, callFrame: callFrameOf(frame), hitCount: hits[node]!, children: below, positionTicks: ticksOf(frame, lineTicksOf(nodes.lineTicks, node), hits[node]!) };
  });
  const starts = Array.from(samples.startMs, (ms) => Math.round(ms * 1000));
  return {
    nodes: written,
    startTime: 0,
    // Beyond the duration where several threads were recorded at once.
    endTime: Math.round(Math.max(profile.durationMs, endOfSample(samples, samples.length - 1)) * 1000),
    samples: Array.from(samples.node, (node) => node + 1),
    timeDeltas: starts.map((start, index) => start - (starts[index - 1] ?? 0)),
    ...($wasmscope ? { $wasmscope } : {}),
  };
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
function ticksOf(frame: ProfileFrame, lineTicks: readonly LineTick[], hits: number): { line: number; ticks: number }[] {
  if (lineTicks.length > 0) return lineTicks.map(({ line, count }) => ({ line, ticks: count }));
  if (frame.lines) return frame.lines.filter(({ file }) => file === frame.file).map(({ line, share }) => ({ line, ticks: Math.round(share * hits) })).filter(({ ticks }) => ticks > 0);
  return hits > 0 && frame.line > 0 ? [{ line: frame.line, ticks: hits }] : [];
}

/** Absolute paths become file URLs; names such as `node:fs` and relative paths stay as they are. */
function urlOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  const absolute = /^[A-Za-z]:\//.test(path) ? `/${path}` : path;
  return absolute.startsWith('/') ? `file://${encodeURI(absolute).replace(/[?#]/g, encodeURIComponent)}` : file;
}
