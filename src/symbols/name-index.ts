import type { DecodeError } from '../base/decode-error';
import { attempt } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { At, Tag } from '../dwarf/constants';
import { Die } from '../dwarf/die';
import type { NamedKind } from '../dwarf/name-scan';
import { IN_FUNCTION, scanNames } from '../dwarf/name-scan';
import type { Unit } from '../dwarf/unit';
import { isShortFor, lastPart, withoutArguments } from './name-parts';
import { qualifiedNameOf } from './type-names';

const MAX_ANSWERS = 10_000;
const KINDS: readonly NamedKind[] = ['type', 'global', 'scope'];

/** What an entry of the index names. */
export interface IndexedName {
  readonly kind: 'type' | 'global';
  /** Without the template arguments that clang left out (`-gsimple-template-names`). */
  readonly name: string;
  die(): Die | undefined;
}

/**
 * Types and globals by name, over all units. Units are read one after the other, as far as a question makes it
 * necessary, and only numbers are kept of them: names repeat in nearly every unit.
 */
export class NameIndex {
  /** False once there are more names than the index may hold. */
  complete = true;
  /** Those that are there to be read, once one is. */
  private units: readonly Unit[] = [];
  private scanned = 0;
  private readonly nameIds = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly entries = new EntryColumns();
  private readonly found = new Map<string, Die | null>();

  constructor(
    private readonly allUnits: () => Iterable<Unit>,
    private readonly problems: DecodeError[],
  ) {}

  /** The first definition of a type, by its qualified name. */
  typeNamed(name: string): Die | undefined {
    const known = this.found.get(name);
    if (known !== undefined) return known ?? undefined;
    const die = this.find(name);
    if (this.found.size >= MAX_ANSWERS) this.found.clear();
    this.found.set(name, die ?? null);
    return die;
  }

  /** The first whose name has the given parts, with scopes between them that one need not write; template arguments are none of them. */
  typeShortenedTo(name: string): Die | undefined {
    const last = lastPart(name);
    for (const entry of this.namesLike((each) => each === last, 'type')) {
      const found = isShortFor(name, entry.name) ? entry.die() : undefined;
      if (found) return found;
    }
    return undefined;
  }

  /** Everything that is named, all units read; `isWanted` sees each distinct last name once. */
  *namesLike(isWanted: (lastName: string) => boolean, wantedKind: 'type' | 'global'): Generator<IndexedName> {
    while (this.scanNext());
    const wanted = this.names.map(isWanted);
    for (let entry = 0; entry < this.entries.count; entry++) {
      const kind = KINDS[this.entries.kinds[entry]!];
      if (kind !== wantedKind || !wanted[this.entries.names[entry]!]) continue;
      yield { kind, name: this.qualifiedName(entry), die: () => this.dieOf(entry) };
    }
  }

  private find(name: string): Die | undefined {
    const plain = withoutArguments(name);
    const last = lastPart(name);
    const lastNames = [last, lastPart(plain)];
    let next = 0;
    do {
      // Names that no unit had yet have no number.
      const ids = lastNames.map((each) => this.nameIds.get(each));
      for (; next < this.entries.count; next++) {
        if (KINDS[this.entries.kinds[next]!] !== 'type' || !ids.includes(this.entries.names[next])) continue;
        const die = this.confirmed(next, name, plain);
        if (die) return die;
      }
    } while (this.scanNext());
    return undefined;
  }

  private confirmed(entry: number, name: string, plain: string): Die | undefined {
    // Arguments that stand in entries of their own are worth reading only where the rest is right.
    const qualified = this.qualifiedName(entry);
    if (qualified !== name && withoutArguments(qualified) !== plain) return undefined;
    const die = this.dieOf(entry);
    return die && attempt(this.problems, () => qualifiedNameOf(die)) === name ? die : undefined;
  }

  private dieOf(entry: number): Die | undefined {
    return attempt(this.problems, () => this.units[this.entries.units[entry]!]!.dieAt(this.entries.offsets[entry]!));
  }

  private qualifiedName(entry: number): string {
    const parent = this.entries.parents[entry]!;
    if (parent === IN_FUNCTION) {
      const die = this.dieOf(entry);
      return (die && attempt(this.problems, () => qualifiedNameOf(die))) ?? '';
    }
    let name = this.names[this.entries.names[entry]!]!;
    let scope = parent;
    for (let depth = 0; scope >= 0 && depth < LIMITS.dwarf.nameScopes; depth++) {
      name = `${this.names[this.entries.names[scope]!]!}::${name}`;
      scope = this.entries.parents[scope]!;
    }
    return name;
  }

  /** False when all units are read. */
  private scanNext(): boolean {
    const number = this.scanned;
    if (number === 0) this.units = [...this.allUnits()];
    const unit = this.units[number];
    if (!unit || !this.complete) return false;
    this.scanned++;
    const problem = scanNames(unit, {
      enter: (kind, offset, tag, parent) => {
        if (this.entries.count >= LIMITS.dwarf.indexedNames) this.complete = false;
        if (!this.complete) return parent;
        return this.entries.add(KINDS.indexOf(kind), this.idOf(this.nameAt(unit, offset, tag)), number, offset, parent);
      },
    });
    if (problem) this.problems.push(problem);
    return true;
  }

  private nameAt(unit: Unit, offset: number, tag: number): string {
    const die = Die.at(unit, 0, offset);
    const name = attempt(this.problems, () => die.inherited((origin) => origin.string(At.name)));
    return name ?? (tag === Tag.namespace ? '(anonymous namespace)' : '(anonymous)');
  }

  private idOf(name: string): number {
    let id = this.nameIds.get(name);
    if (id === undefined) {
      this.nameIds.set(name, (id = this.names.length));
      this.names.push(name);
    }
    return id;
  }
}

/** One array a number, grown by doubling. */
class EntryColumns {
  count = 0;
  kinds = new Uint8Array(1024);
  names = new Uint32Array(1024);
  units = new Uint32Array(1024);
  offsets = new Uint32Array(1024);
  parents = new Int32Array(1024);

  add(kind: number, name: number, unit: number, offset: number, parent: number): number {
    const entry = this.count++;
    if (entry === this.kinds.length) this.grow();
    this.kinds[entry] = kind;
    this.names[entry] = name;
    this.units[entry] = unit;
    this.offsets[entry] = offset;
    this.parents[entry] = parent;
    return entry;
  }

  private grow(): void {
    const size = this.kinds.length * 2;
    const { kinds, names, units, offsets, parents } = this;
    (this.kinds = new Uint8Array(size)).set(kinds);
    (this.names = new Uint32Array(size)).set(names);
    (this.units = new Uint32Array(size)).set(units);
    (this.offsets = new Uint32Array(size)).set(offsets);
    (this.parents = new Int32Array(size)).set(parents);
  }
}
