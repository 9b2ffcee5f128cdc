export type CollectionKind = 'map' | 'set' | 'array' | 'dictionary' | 'string';

/** What can grow by entries; undefined for everything else. Objects of a class are no dictionaries. */
export function kindOf(value: unknown): CollectionKind | undefined {
  if (typeof value === 'string') return 'string';
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'map';
  if (value instanceof Set) return 'set';
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? 'dictionary' : undefined;
}

/** Entries; characters of a string. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  return Object.keys(value as object).length;
}

/** Up to `count` of the values held, oldest first. Getters are not run. */
export function valuesOf(value: unknown, count: number): unknown[] {
  if (value instanceof Map || value instanceof Set) return first(value.values(), count);
  if (Array.isArray(value)) return value.slice(0, count);
  const values: unknown[] = [];
  for (const key of Object.keys(value as object).slice(0, count)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor && 'value' in descriptor) values.push(descriptor.value);
  }
  return values;
}

/** Objects as keys are not kept: that would keep them alive. */
export function isPlainKey(key: unknown): boolean {
  return (typeof key !== 'object' || key === null) && typeof key !== 'function';
}

/** Smaller ones become interesting when they have grown; a small map may be a cache. */
const MIN_ENTRIES = 8;
const MIN_MAP_ENTRIES = 3;
const MIN_CHARACTERS = 1_000;

/** The kind of what is worth following. */
export function kindWorthFollowing(value: unknown): CollectionKind | undefined {
  const kind = kindOf(value);
  return kind && sizeOf(value) >= (kind === 'string' ? MIN_CHARACTERS : kind === 'map' ? MIN_MAP_ENTRIES : MIN_ENTRIES) ? kind : undefined;
}

const SAMPLE = 50;

/** Bytes held, from a sample of the values: buffers by length, strings by character, numbers 8, other values 64. */
export function approximateBytes(value: unknown): number {
  if (typeof value === 'string') return value.length;
  const sample = valuesOf(value, SAMPLE);
  if (sample.length === 0) return 0;
  return Math.round((sample.reduce<number>((sum, entry) => sum + bytesOf(entry), 0) / sample.length) * sizeOf(value));
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value === 'number') return 8;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  return 64;
}

function first<Value>(values: Iterable<Value>, count: number): Value[] {
  const taken: Value[] = [];
  for (const value of values) {
    if (taken.length >= count) break;
    taken.push(value);
  }
  return taken;
}
