import type { ByteCursor } from '../../src/base/byte-cursor';
import { ByteWriter } from '../../src/base/byte-writer';
import { Form } from '../../src/dwarf/constants';
import { debugSections } from '../../src/dwarf/debug-sections';
import { DwarfFile } from '../../src/dwarf/dwarf-file';
import { fixedSizeOf, skipForm } from '../../src/dwarf/forms';
import type { Unit } from '../../src/dwarf/unit';
import { readModule } from '../../src/wasm/read-module';
import type { Dice } from './dice';

/** A section apart from its frame, so that it can grow, shrink and move. */
interface Part {
  readonly id: number;
  /** Of a custom section. */
  readonly name: string | null;
  readonly bytes: Uint8Array;
}

/** What references and codes in a module stand where: offsets in `.debug_info`. */
interface Places {
  readonly entries: readonly number[];
  /** Of references of four bytes, with the unit that they count from. */
  readonly references: readonly { readonly at: number; readonly unit: number }[];
  /** Of the lengths that begin units. */
  readonly lengths: readonly number[];
}

export interface Original {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly places: Places;
}

export function originalOf(name: string, bytes: Uint8Array): Original {
  const module = readModule(bytes);
  const parts = module.sections.map(({ id, name: section, payloadOffset, payloadSize }) => ({ id, name: id === 0 ? section : null, bytes: bytes.slice(payloadOffset, payloadOffset + payloadSize) }));
  const dwarf = new DwarfFile(debugSections((section) => module.customSection(section)), []);
  return { name, parts, places: placesOf(dwarf.units) };
}

function placesOf(units: readonly Unit[]): Places {
  const entries: number[] = [];
  const references: { at: number; unit: number }[] = [];
  for (const unit of units) {
    for (let index = 0; index < unit.tree.count; index++) {
      const offset = unit.tree.offsetOf(index);
      entries.push(offset);
      references.push(...referencesIn(unit, offset).map((at) => ({ at, unit: unit.offset })));
    }
  }
  return { entries, references, lengths: units.map(({ offset }) => offset) };
}

function referencesIn(unit: Unit, offset: number): number[] {
  const at: ByteCursor = unit.cursor(offset);
  const found: number[] = [];
  for (const form of unit.abbreviations.get(at.uleb())!.forms) {
    if (form === Form.ref4 && fixedSizeOf(form, unit) === 4) found.push(at.offset);
    skipForm(at, form, unit);
  }
  return found;
}

/** One to four deeds of damage. The same dice do the same. */
export function damaged(original: Original, dice: Dice): Uint8Array {
  let parts = original.parts;
  for (let count = 1 + dice.below(4); count > 0; count--) parts = dice.pick(DEEDS)(parts, dice, original.places);
  const bytes = moduleOf(parts);
  return dice.below(12) === 0 ? bytes.slice(0, dice.below(bytes.length + 1)) : bytes;
}

export function moduleOf(parts: readonly Part[]): Uint8Array {
  const out = new ByteWriter().bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  for (const { id, name, bytes } of parts) {
    const content = new ByteWriter();
    if (name !== null) content.name(name);
    content.bytes(bytes);
    out.u8(id).uleb(content.size).bytes(content.finish());
  }
  return out.finish().slice();
}

type Deed = (parts: readonly Part[], dice: Dice, places: Places) => readonly Part[];

/** What breaks readers: ends of ranges, continuation bits, all ones, zero. */
const NASTY = [0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff];
const NASTY_LENGTHS = [0, 1, 3, 0x7fffffff, 0x80000000, 0xffffffef, 0xfffffff0, 0xfffffffe, 0xffffffff];

const flip: Deed = (parts, dice) =>
  change(parts, dice, (bytes) => {
    for (let count = 1 + dice.below(6); count > 0; count--) bytes[dice.below(bytes.length)] = dice.below(2) === 0 ? dice.pick(NASTY) : dice.below(256);
  });

const endlessNumber: Deed = (parts, dice) => change(parts, dice, (bytes) => void bytes.fill(dice.pick([0x80, 0xff]), ...stretchOf(bytes, dice, 40)));

const zeroes: Deed = (parts, dice) => change(parts, dice, (bytes) => void bytes.fill(0, ...stretchOf(bytes, dice, 40)));

const length: Deed = (parts, dice) => change(parts, dice, (bytes) => put32(bytes, dice.below(bytes.length), dice.pick(NASTY_LENGTHS)));

const move: Deed = (parts, dice) =>
  change(parts, dice, (bytes) => {
    const [start, end] = stretchOf(bytes, dice, 200);
    bytes.copyWithin(dice.below(bytes.length), start, end);
  });

const cutOut: Deed = (parts, dice) =>
  replace(parts, dice, (bytes) => {
    const [start, end] = stretchOf(bytes, dice, 64);
    return joined(bytes.subarray(0, start), bytes.subarray(end));
  });

const insert: Deed = (parts, dice) =>
  replace(parts, dice, (bytes) => {
    const at = dice.below(bytes.length + 1);
    const more = Uint8Array.from({ length: 1 + dice.below(32) }, () => (dice.below(2) === 0 ? dice.pick(NASTY) : dice.below(256)));
    return joined(bytes.subarray(0, at), more, bytes.subarray(at));
  });

const drop: Deed = (parts, dice) => parts.toSpliced(dice.below(parts.length), 1);
const duplicate: Deed = (parts, dice) => parts.toSpliced(dice.below(parts.length), 0, dice.pick(parts));

const swap: Deed = (parts, dice) => {
  const [left, right] = [dice.below(parts.length), dice.below(parts.length)];
  return parts.with(left, parts[right]!).with(right, parts[left]!);
};

/** The content of one section under the name of another. */
const rename: Deed = (parts, dice) => {
  const at = dice.below(parts.length);
  const { id, name } = dice.pick(parts);
  return parts.with(at, { id, name, bytes: parts[at]!.bytes });
};

/** Types and origins that lead in circles, upwards, into other units or into the middle of entries. */
const misdirect: Deed = (parts, dice, { references, entries }) =>
  changeInfo(parts, references.length, (bytes) => {
    for (let count = 1 + dice.below(20); count > 0; count--) {
      const { at, unit } = dice.pick(references);
      put32(bytes, at, dice.below(5) === 0 ? dice.below(2 ** 32) : dice.pick(entries) - unit);
    }
  });

const strangeCode: Deed = (parts, dice, { entries }) => changeInfo(parts, entries.length, (bytes) => void (bytes[dice.pick(entries)] = dice.below(256)));

const unitLength: Deed = (parts, dice, { lengths }) => changeInfo(parts, lengths.length, (bytes) => put32(bytes, dice.pick(lengths), dice.pick(NASTY_LENGTHS)));

const DEEDS: readonly Deed[] = [flip, flip, flip, endlessNumber, zeroes, length, move, cutOut, insert, drop, duplicate, swap, rename, misdirect, misdirect, strangeCode, unitLength];

/** Debug sections are hit four times as often as others: there is most to go wrong. */
function choose(parts: readonly Part[], dice: Dice): number {
  const debug = [...parts.keys()].filter((index) => /^\.debug|^name$/.test(parts[index]!.name ?? ''));
  return debug.length > 0 && dice.below(5) > 0 ? dice.pick(debug) : dice.below(parts.length);
}

function replace(parts: readonly Part[], dice: Dice, replacement: (bytes: Uint8Array) => Uint8Array): readonly Part[] {
  if (parts.length === 0) return parts;
  const at = choose(parts, dice);
  return parts.with(at, { ...parts[at]!, bytes: replacement(parts[at]!.bytes) });
}

function change(parts: readonly Part[], dice: Dice, edit: (bytes: Uint8Array) => void): readonly Part[] {
  return replace(parts, dice, (bytes) => edited(bytes, edit));
}

/** `places`: how many there are to choose from. */
function changeInfo(parts: readonly Part[], places: number, edit: (bytes: Uint8Array) => void): readonly Part[] {
  const at = parts.findIndex(({ name }) => name === '.debug_info');
  return at < 0 || places === 0 ? parts : parts.with(at, { ...parts[at]!, bytes: edited(parts[at]!.bytes, edit) });
}

function edited(bytes: Uint8Array, edit: (bytes: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  if (copy.length > 0) edit(copy);
  return copy;
}

function stretchOf(bytes: Uint8Array, dice: Dice, longest: number): [start: number, end: number] {
  const start = dice.below(bytes.length);
  return [start, Math.min(bytes.length, start + 1 + dice.below(longest))];
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  for (let index = 0; index < 4 && at + index < bytes.length; index++) bytes[at + index] = value >>> (index * 8);
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces));
}
