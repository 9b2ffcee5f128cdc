import type { ByteCursor } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import type { Abbreviation } from './abbreviation';
import { readAbbreviation } from './abbreviation';
import { Form } from './constants';
import type { UnitFormat } from './forms';
import { isSameFormat } from './forms';

/** An abbreviation, and where the bytes stand that say the same. */
interface Known {
  readonly abbreviation: Abbreviation;
  readonly format: UnitFormat;
  readonly start: number;
  readonly end: number;
}

/**
 * The abbreviations of one file. Every unit brings a table of its own, and nearly everything in it is in the tables of the
 * other units, too: what is written in the same bytes is one object.
 */
export class AbbreviationPool {
  private readonly known = new Map<number, Known[]>();

  /** Reads the abbreviation at the cursor, its code excluded. */
  read(at: ByteCursor, format: UnitFormat): Abbreviation {
    const start = at.offset;
    skipAbbreviation(at);
    const end = at.offset;
    const hash = hashOf(at.bytes, start, end);
    const alike = this.known.get(hash) ?? [];
    const found = alike.find((other) => isSameFormat(other.format, format) && isSame(at.bytes, other, start, end));
    if (found) return found.abbreviation;
    at.offset = start;
    const abbreviation = readAbbreviation(at, format);
    alike.push({ abbreviation, format, start, end });
    this.known.set(hash, alike);
    return abbreviation;
  }
}

function skipAbbreviation(at: ByteCursor): void {
  at.skipLeb();
  at.u8();
  for (let count = 0; ; count++) {
    const attribute = at.uleb();
    const form = at.uleb();
    if (attribute === 0 && form === 0) return;
    if (count >= LIMITS.dwarf.attributesPerAbbreviation) throw at.error('too many attributes');
    if (form === Form.implicit_const) at.skipLeb();
  }
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let offset = start; offset < end; offset++) hash = Math.imul(hash ^ bytes[offset]!, 0x01000193);
  return hash;
}

function isSame(bytes: Uint8Array, other: Known, start: number, end: number): boolean {
  if (other.end - other.start !== end - start) return false;
  for (let index = end - start - 1; index >= 0; index--) if (bytes[start + index] !== bytes[other.start + index]) return false;
  return true;
}
