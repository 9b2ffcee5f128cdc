import type { ByteCursor } from '../base/byte-cursor';
import { LIMITS } from '../base/limits';
import { At, Form, Tag } from './constants';
import type { UnitFormat } from './forms';
import { fixedSizeOf } from './forms';

/** One abbreviation (DWARF 5, 7.5.3): the shape of the entries that name its code, in units of one format. */
export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  /** Of a function with code of its own. */
  readonly isSubprogram: boolean;
  readonly attributes: readonly number[];
  readonly forms: readonly number[];
  /** Values of DW_FORM_implicit_const, by attribute position. */
  readonly implicit: ReadonlyMap<number, bigint>;
  /** Where values stand, from the first: as many as don't come after one of variable size. */
  readonly offsets: readonly number[];
  /** How to step over all values: a count of bytes, or a form of variable size as its complement. */
  readonly steps: readonly number[];
}

export function readAbbreviation(at: ByteCursor, format: UnitFormat): Abbreviation {
  const tag = at.uleb();
  const hasChildren = at.u8() !== 0;
  const attributes: number[] = [];
  const forms: number[] = [];
  const implicit = new Map<number, bigint>();
  for (;;) {
    const attribute = at.uleb();
    const form = at.uleb();
    if (attribute === 0 && form === 0) return { tag, hasChildren, isSubprogram: tag === Tag.subprogram && (attributes.includes(At.low_pc) || attributes.includes(At.ranges)), attributes, forms, implicit, ...layoutOf(forms, format) };
    if (attributes.length >= LIMITS.dwarf.attributesPerAbbreviation) throw at.error('too many attributes');
    if (form === Form.implicit_const) implicit.set(attributes.length, at.sleb64());
    attributes.push(attribute);
    forms.push(form);
  }
}

function layoutOf(forms: readonly number[], format: UnitFormat): Pick<Abbreviation, 'offsets' | 'steps'> {
  const offsets: number[] = [];
  const steps: number[] = [];
  let run = 0;
  for (const form of forms) {
    if (steps.length === 0) offsets.push(run);
    const size = fixedSizeOf(form, format);
    if (size >= 0) run += size;
    else {
      steps.push(run, ~form);
      run = 0;
    }
  }
  if (run > 0) steps.push(run);
  return { offsets, steps };
}
