import { LIMITS } from '../../../base/limits';
import { strip, type TypeInfo } from '../../../symbols/type-info';
import { Unavailable } from '../../storage';
import type { Formatter, Value } from '../../value';
import { mapRow, setRow, type Entries, type Entry } from '../entries';
import { UnknownLayout } from '../formatter';
import { memberNamed, path, typeParameter } from '../layout';
import { activeVariant } from './enums';
import { addressIn, isLibraryType } from './pointers';
import { Walked } from '../walked';

const row = (typeName: string): Pick<Formatter, 'name' | 'matches'> => ({ name: `Rust ${typeName}`, matches: (shape) => isLibraryType(shape, typeName) });

export const rustHashMap = mapRow(row('HashMap'), hashEntries);
export const rustHashSet = setRow(row('HashSet'), hashEntries);
export const rustBTreeMap = mapRow(row('BTreeMap'), treeEntries);
export const rustBTreeSet = setRow(row('BTreeSet'), treeEntries);

/** hashbrown's SwissTable: a control byte a bucket, the buckets before them, backwards. */
async function hashEntries(value: Value): Promise<Entries> {
  const { table, element } = await rawTable(value);
  const count = await path(table, 'items').number();
  const buckets = (await path(table, 'bucket_mask').number()) + 1;
  const size = strip(element).sizeBytes;
  if (size === null) throw new UnknownLayout(element.name);
  const control = addressIn(path(table, 'ctrl'));
  const slots = new Walked(fullBuckets(control, Math.min(buckets, LIMITS.values.buckets)), LIMITS.values.walkedElements);
  return {
    count,
    async entry(index) {
      const end = await control.number();
      const pair = value.placedAt(element, end - ((await slots.at(index)) + 1) * size);
      const held = await pair.readAhead();
      return { key: path(held, '__0'), value: path(held, '__1') };
    },
  };
}

/** The table proper, inside of the map's and the set's wrappers, and the type of its pairs. */
async function rawTable(value: Value): Promise<{ table: Value; element: TypeInfo }> {
  let table = value;
  let element: TypeInfo | undefined;
  for (let step = 0; step < 8 && !memberNamed(table, 'ctrl'); step++) {
    const inner = memberNamed(table, 'base') ?? memberNamed(table, 'map') ?? memberNamed(table, 'table');
    if (!inner) break;
    element = typeParameter(table, 'T') ?? element;
    table = inner;
  }
  element = (table.shape.kind === 'struct' ? typeParameter(table, 'T') : undefined) ?? element;
  if (!element || !memberNamed(table, 'ctrl')) throw new UnknownLayout(value.type.name);
  return { table: await table.readAhead(), element };
}

const CONTROL_BYTES = 4_096;

/** Bytes with the highest bit are empty or deleted. */
async function* fullBuckets(control: Value, buckets: number): AsyncGenerator<number> {
  const start = await control.pointee();
  for (let from = 0; from < buckets; from += CONTROL_BYTES) {
    const bytes = await start.storage.read(from, Math.min(CONTROL_BYTES, buckets - from));
    for (const [index, byte] of bytes.entries()) if (byte < 0x80) yield from + index;
  }
}

/** Nodes with up to eleven keys; above the leaves, their children stand behind the same fields. */
async function treeEntries(value: Value): Promise<Entries> {
  const map = memberNamed(value, 'map') ?? value;
  const length = memberNamed(map, 'length');
  if (!length) {
    // Until 1.84 a set's map was wrapped once more.
    const inner = map.shape.kind === 'struct' ? map.shape.members[0] : undefined;
    if (!inner || map === value) throw new UnknownLayout(value.type.name);
    return treeEntries(map.member(inner));
  }
  const count = await length.number();
  const entries = new Walked(count === 0 ? nothing() : entriesOfTree(path(map, 'root')));
  return { count, entry: (index) => entries.at(index) };
}

async function* nothing(): AsyncGenerator<never> {
  // An empty map may have no root.
}

async function* entriesOfTree(root: Value): AsyncGenerator<Entry> {
  const { content } = await activeVariant(root);
  const node = memberNamed(content, '__0');
  if (!node) throw new Unavailable('unreadable: there are entries, but no root');
  yield* entriesBelow(await addressIn(path(node, 'node')).pointee(), await path(node, 'height').number());
}

const MAX_HEIGHT = 32;

async function* entriesBelow(node: Value, height: number): AsyncGenerator<Entry> {
  if (height > MAX_HEIGHT) throw new Unavailable(`unreadable: a tree of height ${height}`);
  const leaf = await node.readAhead();
  const keys = path(leaf, 'keys');
  const length = await path(leaf, 'len').number();
  const capacity = keys.shape.kind === 'array' ? (keys.shape.counts[0] ?? 0) : 0;
  if (length > capacity) throw new Unavailable(`unreadable: a node claims ${length} keys`);
  const edges = height > 0 ? await edgesOf(leaf) : null;
  for (let index = 0; index <= length; index++) {
    if (edges) yield* entriesBelow(await addressIn(edges.element(index)).pointee(), height - 1);
    if (index < length) yield { key: typed(keys.element(index), leaf, 'K'), value: typed(path(leaf, 'vals').element(index), leaf, 'V') };
  }
}

/** Out of `MaybeUninit`. */
function typed(slot: Value, leaf: Value, parameter: string): Value {
  const type = typeParameter(leaf, parameter);
  return type ? slot.as(type) : slot;
}

/** An inner node's type is known only through its children's pointer to it. */
async function edgesOf(leaf: Value): Promise<Value> {
  const parent = addressIn(path(leaf, 'parent')).shape;
  if (parent.kind !== 'pointer') throw new UnknownLayout(leaf.type.name);
  const inner = await leaf.as(parent.target).readAhead();
  return path(inner, 'edges');
}
