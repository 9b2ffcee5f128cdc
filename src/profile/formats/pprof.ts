import { Function as PprofFunction, Line, Location, Mapping, Profile as PprofProfile, Sample, StringTable, ValueType } from 'pprof-format';
import type { Profile } from '../profile';

/**
 * pprof's protocol buffer (github.com/google/pprof, proto/profile.proto), not compressed: pprof reads it also gzipped,
 * which is the writer's affair. One location a frame, since V8 gives no place inside a Wasm function; where lines were
 * counted, a function's own time stands at its lines.
 */
export function toPprof(profile: Profile, startedAtMs: number): Uint8Array {
  const writer = new Writer(profile);
  const isTime = profile.unit === 'milliseconds';
  const value = (type: string, unit: string): ValueType => new ValueType({ type: writer.text(type), unit: writer.text(unit) });
  // Of allocations V8 tells their size, and not how many there were.
  const weight = isTime ? value('wall', 'nanoseconds') : value('alloc_space', 'bytes');
  const sample = [...leafTimes(profile)].flatMap(([node, time]) => writer.samples(node, time));
  return new PprofProfile({
    sampleType: isTime ? [value('samples', 'count'), weight] : [weight],
    defaultSampleType: weight.type,
    sample,
    mapping: writer.mappings,
    location: writer.locations,
    function: writer.functions,
    stringTable: writer.strings,
    timeNanos: BigInt(Math.round(startedAtMs)) * 1_000_000n,
    ...(isTime ? { durationNanos: Math.round(profile.durationMs * 1e6), periodType: weight, period: profile.samples.length > 0 ? Math.round((profile.durationMs * 1e6) / profile.samples.length) : 0 } : {}),
  }).encode();
}

interface LeafTime {
  count: number;
  /** Nanoseconds, or bytes. */
  weight: number;
}

function leafTimes({ unit, samples }: Profile): Map<number, LeafTime> {
  const perUnit = unit === 'bytes' ? 1 : 1e6;
  const times = new Map<number, LeafTime>();
  for (const [index, node] of samples.node.entries()) {
    const entry = times.get(node) ?? { count: 0, weight: 0 };
    times.set(node, entry);
    entry.count++;
    entry.weight += samples.durationMs[index]! * perUnit;
  }
  return times;
}

class Writer {
  readonly strings = new StringTable();
  readonly functions: PprofFunction[] = [];
  readonly locations: Location[] = [];
  readonly mappings: Mapping[];
  private readonly functionIds = new Map<string, number>();
  private readonly locationIds = new Map<string, number>();
  private readonly mappingIds: ReadonlyMap<string, number>;

  constructor(private readonly profile: Profile) {
    const { modules } = profile;
    // One a module: addresses are offsets in it, and its content hash stands for a build id.
    this.mappings = modules.map(({ url, file, module }, index) => {
      const known = module !== null;
      return new Mapping({ id: index + 1, memoryLimit: 2 ** 32 - 1, filename: this.text(file ?? url), buildId: this.text(module ?? ''), hasFunctions: known, hasFilenames: known, hasLineNumbers: known });
    });
    this.mappingIds = new Map(modules.flatMap(({ module }, index) => (module === null ? [] : [[module, index + 1] as const])));
  }

  text(value: string): number {
    return this.strings.dedup(value);
  }

  /** More than one where the time of the leaf is shared out between lines. */
  samples(node: number, { count, weight }: LeafTime): Sample[] {
    const { frame: frames, parent: parents } = this.profile.nodes;
    const frame = frames[node]!;
    const callers: number[] = [];
    // Innermost first; the root is no frame.
    for (let at = parents[node]!; at > 0; at = parents[at]!) callers.push(this.location(frames[at]!));
    const { lines } = this.profile.frames[frame]!;
    if (!lines) return [new Sample({ locationId: node > 0 ? [this.location(frame), ...callers] : [], value: this.values(count, weight) })];
    return lines.map(({ file, line, share }) => new Sample({ locationId: [this.location(frame, { file, line }), ...callers], value: this.values(count * share, weight * share) }));
  }

  private values(count: number, weight: number): number[] {
    return this.profile.unit === 'bytes' ? [Math.round(weight)] : [Math.round(count), Math.round(weight)];
  }

  private location(frame: number, place: { readonly file: string; readonly line: number } | null = null): number {
    const { file, line, module, offset } = this.profile.frames[frame]!;
    const key = `${frame} ${place?.line ?? line} ${place?.file ?? file}`;
    const known = this.locationIds.get(key);
    if (known !== undefined) return known;
    const id = this.locations.length + 1;
    const mappingId = module === null ? 0 : (this.mappingIds.get(module) ?? 0);
    this.locations.push(new Location({ id, mappingId, address: offset ?? 0, line: [new Line({ functionId: this.function(frame, place?.file ?? file), line: place?.line ?? line })] }));
    this.locationIds.set(key, id);
    return id;
  }

  /** What was inlined from another file stands there under the function that it was inlined into. */
  private function(frame: number, file: string | null): number {
    const { function: name, linkageName, line } = this.profile.frames[frame]!;
    const key = `${frame} ${file}`;
    const known = this.functionIds.get(key);
    if (known !== undefined) return known;
    const id = this.functions.length + 1;
    this.functions.push(new PprofFunction({ id, name: this.text(name), systemName: this.text(linkageName ?? name), filename: this.text(file ?? ''), startLine: line }));
    this.functionIds.set(key, id);
    return id;
  }
}
