import { ByteCursor } from '../base/byte-cursor';
import type { DecodeError } from '../base/decode-error';
import { attempt, note } from '../base/decode-error';
import { LIMITS } from '../base/limits';
import { UnitType } from './constants';
import type { UnitFormat } from './forms';
import { readInitialLength, readUnsigned } from './forms';

/** The header of a unit (DWARF 5, 7.5.1; DWARF 4, 7.5.1). Offsets count from the start of the section. */
export interface UnitHeader extends UnitFormat {
  readonly section: 'info' | 'types';
  readonly offset: number;
  readonly end: number;
  readonly type: number;
  readonly abbrevOffset: number;
  /** Where the first entry stands. */
  readonly firstDie: number;
  /** Type units: their signature and the offset of the type's entry, from the unit's start. */
  readonly signature: bigint | null;
  readonly typeOffset: number;
  /** Skeleton and split units of DWARF 5. */
  readonly dwoId: bigint | null;
}

/** All units of a section. A bad one costs itself alone: its length leads to the next. */
export function readUnitHeaders(section: 'info' | 'types', name: string, bytes: Uint8Array, problems: DecodeError[]): UnitHeader[] {
  const headers: UnitHeader[] = [];
  const at = new ByteCursor(name, bytes);
  while (!at.done && headers.length < LIMITS.dwarf.units) {
    const sound = attempt(problems, () => {
      const offset = at.offset;
      const { length, offsetSize } = readInitialLength(at);
      if (length > at.remaining) note(problems, at.error(`unit of ${length} bytes, but the section ends after ${at.remaining}`, offset));
      const body = at.sub(Math.min(length, at.remaining));
      const header = length > 0 ? attempt(problems, () => readHeader(section, offset, offsetSize, body)) : undefined;
      if (header) headers.push(header);
      return true;
    });
    if (!sound) break;
  }
  return headers;
}

function readHeader(section: 'info' | 'types', offset: number, offsetSize: number, at: ByteCursor): UnitHeader {
  const version = at.u16();
  if (version < 2 || version > 5) throw at.error(`unknown DWARF version ${version}`, offset);
  const type = version >= 5 ? at.u8() : section === 'types' ? UnitType.type : UnitType.compile;
  const early = version >= 5 ? at.u8() : 0;
  const abbrevOffset = readUnsigned(at, offsetSize);
  const addressSize = version >= 5 ? early : at.u8();
  if (addressSize !== 4 && addressSize !== 8) throw at.error(`address size ${addressSize}`, offset);
  let dwoId: bigint | null = null;
  let signature: bigint | null = null;
  let typeOffset = 0;
  if (type === UnitType.skeleton || type === UnitType.split_compile) dwoId = at.u64();
  else if (type === UnitType.type || type === UnitType.split_type) {
    signature = at.u64();
    typeOffset = readUnsigned(at, offsetSize);
  }
  return { section, offset, end: at.end, version, offsetSize, addressSize, type, abbrevOffset, firstDie: at.offset, signature, typeOffset, dwoId };
}
