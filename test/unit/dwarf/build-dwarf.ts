import { ByteWriter } from '../../../src/base/byte-writer';
import type { DecodeError } from '../../../src/base/decode-error';
import { Tag } from '../../../src/dwarf/constants';
import type { DebugSections } from '../../../src/dwarf/debug-sections';
import { debugSections } from '../../../src/dwarf/debug-sections';
import type { Die } from '../../../src/dwarf/die';
import { DwarfFile } from '../../../src/dwarf/dwarf-file';
import type { UnitFormat } from '../../../src/dwarf/forms';

export type Attribute = readonly [attribute: number, form: number, value: readonly number[]];

/** A number as little endian bytes. */
export function bytesOf(value: number | bigint, size: number): number[] {
  return Array.from({ length: size }, (_, index) => Number((BigInt(value) >> BigInt(index * 8)) & 0xffn));
}

export const uleb = (value: number): number[] => [...new ByteWriter().uleb(value).finish()];
export const sleb = (value: number): number[] => [...new ByteWriter().sleb(value).finish()];
export const text = (value: string): number[] => [...Buffer.from(value), 0];

/** What begins with its own length, in 32-bit or 64-bit DWARF (7.4). */
export function withLength(body: readonly number[], offsetSize: number): number[] {
  return [...(offsetSize === 8 ? [0xff, 0xff, 0xff, 0xff] : []), ...bytesOf(body.length, offsetSize), ...body];
}

/** A file of one unit with one function in it. */
export function buildDwarf(format: UnitFormat, root: readonly Attribute[], child: readonly Attribute[], sections: Partial<Record<keyof DebugSections, readonly number[]>>, split = false): { file: DwarfFile; root: Die; child: Die; problems: DecodeError[] } {
  const declare = (code: number, tag: number, hasChildren: boolean, attributes: readonly Attribute[]): number[] => [code, ...uleb(tag), Number(hasChildren), ...attributes.flatMap(([attribute, form]) => [...uleb(attribute), ...uleb(form)]), 0, 0];
  const abbrev = [...declare(1, Tag.compile_unit, true, root), ...declare(2, Tag.subprogram, false, child), 0];
  const address = [...bytesOf(0, format.offsetSize), format.addressSize];
  const header = format.version >= 5 ? [1, format.addressSize, ...bytesOf(0, format.offsetSize)] : address;
  const values = (attributes: readonly Attribute[]): number[] => attributes.flatMap(([, , value]) => [...value]);
  const info = withLength([...bytesOf(format.version, 2), ...header, 1, ...values(root), 2, ...values(child), 0], format.offsetSize);
  const problems: DecodeError[] = [];
  const given = Object.fromEntries(Object.entries({ ...sections, abbrev, info }).map(([name, bytes]) => [name, Uint8Array.from(bytes)]));
  const file = new DwarfFile({ ...debugSections(() => undefined), ...given }, problems, { split });
  const unit = file.units[0]!;
  return { file, root: unit.root, child: unit.die(1), problems };
}
