import { Profile as PprofProfile, type Line } from 'pprof-format';
import { DecodeError } from '../../base/decode-error';
import type { CpuProfile } from '../cpu-profile';
import { StackRecording, UNIT_US, isMemory, type NamedFrame } from './stack-recording';

/** A minute of one stack at a millisecond. */
const MOST_SAMPLES_A_ROW = 65_536;

/**
 * A pprof profile (github.com/google/pprof, proto/profile.proto), not compressed: what @datadog/pprof, Go and we write.
 * Throws DecodeError where it is none, or weighs nothing.
 */
export function decodePprof(bytes: Uint8Array): CpuProfile {
  const profile = decode(bytes);
  const text = (index: number | bigint): string => profile.stringTable.strings[Number(index)] ?? '';
  const types = profile.sampleType.map(({ type, unit }) => ({ type: text(type), unit: text(unit) }));
  const timed = weightIn(types, text(profile.defaultSampleType));
  if (timed < 0) throw new DecodeError('pprof', 0, `counts ${types.map(({ type, unit }) => `${type} in ${unit}`).join(', ') || 'nothing'}, and no time or memory`);
  const { unit } = types[timed]!;
  const unitUs = UNIT_US.get(unit)!;
  const functions = new Map(profile.function.map((each) => [Number(each.id), each]));
  const beginnings = beginningsOf(profile);
  const frameOf = ({ functionId, line }: Line): NamedFrame => {
    const found = functions.get(Number(functionId));
    return found ? { function: text(found.name), file: text(found.filename), line: beginnings.get(Number(functionId)) ?? Number(line) } : { function: '', file: '', line: 0 };
  };
  // Lines of a location stand innermost first, locations of a sample too.
  const locations = new Map(profile.location.map(({ id, line }) => [Number(id), line.map(frameOf)]));
  const leafLines = new Map(profile.location.map(({ id, line: [leaf] }) => [Number(id), leaf && beginnings.has(Number(leaf.functionId)) ? Number(leaf.line) : 0]));
  // A row stands for as many samples as it counts, where it counts them.
  const counted = isMemory(unit) ? -1 : types.findIndex((type) => type.unit === 'count');
  const recording = new StackRecording(unit);
  for (const { locationId, value } of profile.sample) {
    const stack = locationId.flatMap((id) => locations.get(Number(id)) ?? []).reverse();
    const durationUs = Math.max(0, Number(value[timed] ?? 0)) * unitUs;
    const samples = Math.min(Math.max(1, Number(value[counted] ?? 1)), MOST_SAMPLES_A_ROW);
    for (let sample = 0; sample < samples; sample++) recording.add(stack, durationUs / samples, leafLines.get(Number(locationId[0])));
  }
  return recording.finish();
}

/** By function: where it begins or, where only lines inside are told (Go before 1.20), the first of them. */
function beginningsOf(profile: PprofProfile): Map<number, number> {
  const lines = new Map<number, number>();
  for (const { functionId, line } of profile.location.flatMap((location) => location.line)) {
    if (Number(line) > 0) lines.set(Number(functionId), Math.min(lines.get(Number(functionId)) ?? Infinity, Number(line)));
  }
  for (const { id, startLine } of profile.function) if (Number(startLine) > 0) lines.set(Number(id), Number(startLine));
  return lines;
}

interface SampleType {
  readonly type: string;
  readonly unit: string;
}

/** Time where there is some, else memory; of several kinds the one that the file calls its own. */
function weightIn(types: readonly SampleType[], preferred: string): number {
  const known = types.flatMap(({ type, unit }, index) => (UNIT_US.has(unit) ? [{ index, isMemory: isMemory(unit), isPreferred: type === preferred }] : []));
  known.sort((a, b) => Number(a.isMemory) - Number(b.isMemory) || Number(b.isPreferred) - Number(a.isPreferred));
  return known[0]?.index ?? -1;
}

function decode(bytes: Uint8Array): PprofProfile {
  try {
    const profile = PprofProfile.decode(bytes);
    if (profile.sampleType.length > 0) return profile;
  } catch {
    // Said below: the library's own words speak of tags and wires.
  }
  throw new DecodeError('pprof', 0, 'not a pprof profile');
}
