import { ByteCursor } from '../base/byte-cursor';
import type { Droppable } from '../base/memory-budget';
import type { AbbreviationTable } from './abbreviation-table';
import { At, Form } from './constants';
import { SECTION_NAMES } from './debug-sections';
import { Die } from './die';
import { DieTree } from './die-tree';
import type { DwarfFile } from './dwarf-file';
import { readAddress, readUnsigned } from './forms';
import type { LineTable } from './line-table';
import type { UnitHeader } from './unit-header';

/** A unit: its entries, and the bases that its indexes count from (DWARF 5, 7.26 to 7.29). */
export class Unit implements Droppable {
  wasUsed = false;
  readonly version: number;
  readonly addressSize: number;
  readonly offsetSize: number;
  readonly offset: number;
  /** The unit in the module that a split unit belongs to (DWARF 5, 3.1.3): it holds addresses and line table. */
  skeleton: Unit | null = null;
  private entries: DieTree | undefined;
  private hasRead = false;
  private rootDie: Die | undefined;
  private addressTable: number | undefined;
  private readonly section: Uint8Array;
  private readonly sectionName: string;

  constructor(
    readonly file: DwarfFile,
    readonly header: UnitHeader,
    readonly abbreviations: AbbreviationTable,
  ) {
    this.version = header.version;
    this.addressSize = header.addressSize;
    this.offsetSize = header.offsetSize;
    this.offset = header.offset;
    this.section = file.sections[header.section];
    this.sectionName = SECTION_NAMES[header.section];
  }

  cursor(offset: number): ByteCursor {
    return new ByteCursor(this.sectionName, this.section, offset, this.header.end);
  }

  /** Reads the whole unit on first use, and again when it was dropped since: its entries then have the same numbers. */
  get tree(): DieTree {
    this.wasUsed = true;
    return (this.entries ??= this.readTree());
  }

  drop(): void {
    this.entries = undefined;
  }

  /** The unit's own entry; costs nothing but itself. */
  get root(): Die {
    return (this.rootDie ??= Die.at(this, 0, this.header.firstDie));
  }

  die(index: number): Die {
    return index === 0 ? this.root : Die.at(this, index, this.tree.offsetOf(index));
  }

  /** The entry at an offset of the section; undefined where none begins there. */
  dieAt(offset: number): Die | undefined {
    const index = this.tree.indexOf(offset);
    return index < 0 ? undefined : this.die(index);
  }

  get language(): number {
    return this.root.number(At.language) ?? this.skeleton?.language ?? 0;
  }

  get compilationDirectory(): string {
    return this.root.string(At.comp_dir) ?? this.skeleton?.compilationDirectory ?? '';
  }

  get lineTable(): LineTable | undefined {
    if (this.skeleton) return this.skeleton.lineTable;
    const offset = this.root.number(At.stmt_list);
    return offset === undefined ? undefined : this.file.lineTable(offset, this);
  }

  /** Base of range list addresses (2.17.3); tombstones and absence count as 0. */
  get lowPc(): number {
    return this.root.address(At.low_pc) ?? this.skeleton?.lowPc ?? 0;
  }

  /** An address as an entry has it; indexes are looked up in the address table. undefined for other forms. */
  readAddress(at: ByteCursor, form: number): number | undefined {
    switch (form) {
      case Form.addr:
        return readAddress(at, this.addressSize);
      case Form.addrx:
      case Form.GNU_addr_index:
        return this.addressAt(at.uleb());
      case Form.addrx1:
      case Form.addrx2:
      case Form.addrx3:
      case Form.addrx4:
        return this.addressAt(readUnsigned(at, form - Form.addrx1 + 1));
      default:
        return undefined;
    }
  }

  addressAt(index: number): number {
    const owner = this.skeleton ?? this;
    owner.addressTable ??= owner.base(At.addr_base) ?? owner.base(At.GNU_addr_base) ?? (owner.version >= 5 ? owner.offsetSize * 2 : 0);
    const { addr } = owner.file.sections;
    const at = owner.addressTable + index * this.addressSize;
    // Asked for by every range of every function, and of four bytes wherever memory has 32 bits.
    if (this.addressSize === 4 && at + 4 <= addr.length) return (addr[at]! | (addr[at + 1]! << 8) | (addr[at + 2]! << 16) | (addr[at + 3]! << 24)) >>> 0;
    return readAddress(new ByteCursor(SECTION_NAMES.addr, addr, at), this.addressSize);
  }

  indexedString(index: number): string {
    // Split units have no base: their table is the only one, or begins with a header in DWARF 5.
    const base = this.base(At.str_offsets_base) ?? (this.version >= 5 ? this.offsetSize * 2 : 0);
    const at = new ByteCursor(SECTION_NAMES.strOffsets, this.file.sections.strOffsets, base + index * this.offsetSize);
    return this.file.stringAt('str', readUnsigned(at, this.offsetSize));
  }

  /** Where a list with an index begins: the table of offsets stands at the base (7.28). */
  listOffset(section: 'rnglists' | 'loclists', index: number): number {
    const base = this.base(section === 'rnglists' ? At.rnglists_base : At.loclists_base) ?? this.file.listsBase(section, this);
    const at = new ByteCursor(SECTION_NAMES[section], this.file.sections[section], base + index * this.offsetSize);
    return base + readUnsigned(at, this.offsetSize);
  }

  /** What GNU split DWARF 4 adds to range offsets of the split unit. */
  get rangesBase(): number {
    return this.skeleton?.base(At.GNU_ranges_base) ?? 0;
  }

  private readTree(): DieTree {
    const tree = new DieTree(this.header, this.section, this.sectionName, this.abbreviations);
    if (tree.problem && !this.hasRead) this.file.problems.push(tree.problem);
    this.hasRead = true;
    this.file.memory.keep(this, tree.sizeBytes);
    return tree;
  }

  private base(attribute: number): number | undefined {
    return this.root.form(attribute) === Form.sec_offset ? this.root.number(attribute) : undefined;
  }
}
