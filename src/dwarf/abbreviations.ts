import { ByteCursor } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import { Form } from './constants';

/** One abbreviation (DWARF 5, 7.5.3): the shape of the entries that name its code. */
export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: readonly number[];
  readonly forms: readonly number[];
  /** Values of DW_FORM_implicit_const, by attribute position. */
  readonly implicit: ReadonlyMap<number, bigint>;
}

/** Abbreviations by code. Throws DecodeError on a table that does not end or has too many entries. */
export function readAbbreviations(section: Uint8Array, offset: number): Map<number, Abbreviation> {
  const at = new ByteCursor('.debug_abbrev', section, Math.min(offset, section.length));
  const table = new Map<number, Abbreviation>();
  for (let code = at.uleb(); code !== 0; code = at.uleb()) {
    if (table.size >= LIMITS.dwarf.abbreviationsPerTable) throw at.error('too many abbreviations');
    const abbreviation = readAbbreviation(at);
    // The first of two equal codes counts, as in every consumer that searches the list.
    if (!table.has(code)) table.set(code, abbreviation);
    if (at.done) break;
  }
  return table;
}

function readAbbreviation(at: ByteCursor): Abbreviation {
  const tag = at.uleb();
  const hasChildren = at.u8() !== 0;
  const attributes: number[] = [];
  const forms: number[] = [];
  const implicit = new Map<number, bigint>();
  for (;;) {
    const attribute = at.uleb();
    const form = at.uleb();
    if (attribute === 0 && form === 0) return { tag, hasChildren, attributes, forms, implicit };
    if (attributes.length >= LIMITS.dwarf.attributesPerAbbreviation) throw at.error('too many attributes');
    if (form === Form.implicit_const) implicit.set(attributes.length, at.sleb64());
    attributes.push(attribute);
    forms.push(form);
  }
}
