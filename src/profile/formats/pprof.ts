import { Function as PprofFunction, Line, Location, Profile as PprofProfile, Sample, StringTable, ValueType } from 'pprof-format';
import type { Profile } from '../profile';

/**
 * pprof's protocol buffer (github.com/google/pprof, proto/profile.proto), not compressed: pprof reads it also gzipped,
 * which is the writer's affair. One location a frame, since V8 gives no place inside a Wasm function.
 */
export function toPprof(profile: Profile, startedAtMs: number): Uint8Array {
  const strings = new StringTable();
  const text = (value: string): number => strings.dedup(value);
  const functions = profile.frames.map(
    ({ function: name, linkageName, file, line }, index) =>
      new PprofFunction({ id: index + 1, name: text(name), systemName: text(linkageName ?? name), filename: text(file ?? ''), startLine: line }),
  );
  const locations = profile.frames.map(({ line }, index) => new Location({ id: index + 1, line: [new Line({ functionId: index + 1, line })] }));
  const wall = new ValueType({ type: text('wall'), unit: text('nanoseconds') });
  return new PprofProfile({
    sampleType: [new ValueType({ type: text('samples'), unit: text('count') }), wall],
    sample: samplesByNode(profile),
    location: locations,
    function: functions,
    stringTable: strings,
    timeNanos: BigInt(Math.round(startedAtMs)) * 1_000_000n,
    durationNanos: Math.round(profile.durationMs * 1e6),
    periodType: wall,
    period: profile.samples.length > 0 ? Math.round((profile.durationMs * 1e6) / profile.samples.length) : 0,
  }).encode();
}

function samplesByNode(profile: Profile): Sample[] {
  const times = new Map<number, { count: number; nanoseconds: number }>();
  for (const { node, durationMs } of profile.samples) {
    const entry = times.get(node) ?? { count: 0, nanoseconds: 0 };
    times.set(node, entry);
    entry.count++;
    entry.nanoseconds += durationMs * 1e6;
  }
  return [...times].map(([node, { count, nanoseconds }]) => new Sample({ locationId: locationsOf(profile, node), value: [count, Math.round(nanoseconds)] }));
}

/** Innermost first; the root is no frame. */
function locationsOf(profile: Profile, node: number): number[] {
  const locations: number[] = [];
  for (let at = node; at > 0; at = profile.nodes[at]!.parent) locations.push(profile.nodes[at]!.frame + 1);
  return locations;
}
