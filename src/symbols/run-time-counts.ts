import { LIMITS } from '../base/limits';
import type { RunTimeBound } from './array-counts';
import { strip, type TypeInfo } from './type-info';

/** How many elements a stopped frame says that there are; null where it does not. */
export type CountOf = (bound: RunTimeBound) => Promise<number | null>;

/** Whether a type is, or points to, an array whose length the program computed. */
export function hasRunTimeCounts(type: TypeInfo): boolean {
  let current = type;
  for (let step = 0; step < LIMITS.dwarf.typeChain; step++) {
    if (current.kind === 'array' && current.runTimeBounds?.some((bound) => bound !== null)) return true;
    const inner = innerOf(current);
    if (!inner) return false;
    current = inner;
  }
  return false;
}

/** The type with those lengths: `int[4][3]` for what the source calls `int grid[rows][columns]`. */
export async function withRunTimeCounts(type: TypeInfo, countOf: CountOf): Promise<TypeInfo> {
  return (await sized(type, countOf)).type;
}

interface Sized {
  readonly type: TypeInfo;
  /** Of the dimensions without a count, from the outermost on, as they are read in the type's name. */
  readonly counts: readonly (number | null)[];
}

async function sized(type: TypeInfo, countOf: CountOf): Promise<Sized> {
  const inner = hasRunTimeCounts(type) ? innerOf(type) : undefined;
  if (!inner) return { type, counts: [] };
  const below = await sized(inner, countOf);
  if (type.kind !== 'array') {
    const name = named(type.name, below.counts);
    const sizeBytes = type.kind === 'pointer' ? type.sizeBytes : below.type.sizeBytes;
    return { type: { ...plainCopy(type), name, sizeBytes, target: below.type } as TypeInfo, counts: below.counts };
  }
  const bounds = type.runTimeBounds ?? [];
  const counts = await Promise.all(type.counts.map(async (count, dimension) => count ?? (bounds[dimension] ? countOf(bounds[dimension]) : null)));
  const all = [...counts.filter((_, dimension) => type.counts[dimension] === null), ...below.counts];
  const size = counts.reduce<number>((product, count) => product * (count ?? NaN), strip(below.type).sizeBytes ?? NaN);
  return { type: { kind: 'array', name: named(type.name, all), sizeBytes: Number.isSafeInteger(size) ? size : null, element: below.type, counts }, counts: all };
}

function innerOf(type: TypeInfo): TypeInfo | undefined {
  if (type.kind === 'array') return type.element;
  return type.kind === 'pointer' || type.kind === 'typedef' || type.kind === 'qualified' ? type.target : undefined;
}

/** What lazily read types compute is no property of their own. */
function plainCopy(type: TypeInfo): object {
  if (type.kind === 'pointer') return { kind: type.kind, flavour: type.flavour };
  return type.kind === 'qualified' ? { kind: type.kind, qualifier: type.qualifier } : { kind: type.kind };
}

function named(name: string, counts: readonly (number | null)[]): string {
  let next = 0;
  return name.replace(/\[\]/g, () => `[${counts[next++] ?? ''}]`);
}
