import { At, Encoding, Form, Tag } from '../../src/dwarf/constants';
import { bytesOf, text, uleb, withLength } from '../unit/dwarf/build-dwarf';
import { fixture } from '../fixture-modules';
import { originalOf, moduleOf } from './damage';
import type { CaseSource } from './damage-run';
import { Dice } from './dice';

const { parts } = originalOf('shapes-o0-dwarf5.wasm', fixture('shapes-o0-dwarf5.wasm'));
const codeSection = parts.find(({ id }) => id === 10)!.bytes;

type Field = readonly [attribute: number, form: number];

/** What any entry may have; the values are anything. */
const FIELDS: readonly Field[] = [
  [At.type, Form.ref4], [At.type, Form.ref4], [At.type, Form.ref4], [At.abstract_origin, Form.ref4], [At.specification, Form.ref4], [At.containing_type, Form.ref4], [At.type, Form.ref_addr],
  [At.signature, Form.ref_sig8], [At.signature, Form.ref4], [At.discr, Form.ref4], [At.name, Form.string], [At.linkage_name, Form.string], [At.byte_size, Form.data1], [At.bit_size, Form.data1],
  [At.data_bit_offset, Form.udata], [At.bit_offset, Form.sdata], [At.data_member_location, Form.udata], [At.data_member_location, Form.exprloc], [At.upper_bound, Form.sdata], [At.count, Form.udata],
  [At.encoding, Form.data1], [At.const_value, Form.sdata], [At.const_value, Form.exprloc], [At.discr_value, Form.udata], [At.declaration, Form.flag], [At.external, Form.flag], [At.artificial, Form.flag_present],
  [At.location, Form.exprloc], [At.location, Form.exprloc], [At.frame_base, Form.exprloc], [At.ranges, Form.sec_offset], [At.decl_file, Form.data1], [At.decl_line, Form.data1], [At.call_file, Form.data1],
];
const PLAIN_TAGS: readonly number[] = Object.values(Tag);
const LIKELY_TAGS: readonly number[] = [
  Tag.structure_type, Tag.class_type, Tag.union_type, Tag.member, Tag.pointer_type, Tag.array_type, Tag.typedef, Tag.const_type, Tag.enumeration_type, Tag.enumerator, Tag.subrange_type, Tag.variant_part,
  Tag.variant, Tag.formal_parameter, Tag.variable, Tag.lexical_block, Tag.inlined_subroutine, Tag.subprogram, Tag.inheritance, Tag.subroutine_type, Tag.namespace, Tag.base_type, Tag.template_type_parameter,
];
const TYPES: readonly number[] = [
  Tag.structure_type, Tag.class_type, Tag.union_type, Tag.pointer_type, Tag.array_type, Tag.typedef, Tag.const_type, Tag.enumeration_type, Tag.subroutine_type, Tag.base_type, Tag.ptr_to_member_type,
];
const DECLARED: readonly number[] = [Tag.variable, Tag.formal_parameter, Tag.member, Tag.inheritance];
const NAMED: readonly Field[] = [[At.name, Form.string], [At.type, Form.ref4], [At.location, Form.exprloc]];
const LANGUAGES = [0x02, 0x0c, 0x1c, 0x21, 0x1a];
const NAMES = ['', 'a', 'Shape', 'b', 'area', 'Vec<u8, alloc::alloc::Global>', 'alloc', 'vec', 'String', '__0', 'RawVec', 'ptr', 'len', 'HashMap<a, b>', 'Option<a>', 'Some', 'basic_string<char>', 'vector<int>'];

/** Entries of any kind, pointing anywhere, around code that exists. Not what a compiler writes, yet well-formed. */
export const cases: CaseSource = {
  caseOf(seed) {
    const dice = new Dice(seed);
    const declarations = Array.from({ length: 4 + dice.below(40) }, () => {
      const tag = dice.below(8) === 0 ? dice.pick(PLAIN_TAGS) : dice.pick(LIKELY_TAGS);
      return { tag, children: dice.below(2), fields: fieldsOf(dice, tag) };
    });
    const { info, abbrev } = entriesOf(dice, declarations);
    const sections = { '.debug_info': info, '.debug_abbrev': abbrev };
    const debug = Object.entries(sections).map(([name, bytes]) => ({ id: 0, name, bytes: Uint8Array.from(bytes) }));
    return { name: `entries ${seed}`, bytes: moduleOf([...parts.filter(({ name }) => name !== '.debug_info' && name !== '.debug_abbrev'), ...debug]) };
  },
};

interface Declaration {
  readonly tag: number;
  readonly children: number;
  readonly fields: readonly Field[];
}

/** What is declared mostly has a name, a type and a place: without them nobody looks further. */
function fieldsOf(dice: Dice, tag: number): Field[] {
  const fields = new Map<number, Field>();
  if (DECLARED.includes(tag) && dice.below(5) > 0) for (const field of NAMED) fields.set(field[0], field);
  if (dice.below(2) === 0) fields.set(At.type, [At.type, Form.ref4]);
  for (let count = dice.below(7); count > 0; count--) {
    const field = dice.pick(FIELDS);
    fields.set(field[0], field);
  }
  return [...fields.values()];
}

const HEADER_SIZE = 12;

function entriesOf(dice: Dice, declarations: readonly Declaration[]): { info: number[]; abbrev: number[] } {
  const unit: Declaration = { tag: Tag.compile_unit, children: 1, fields: [[At.language, Form.data1]] };
  const fn: Declaration = { tag: Tag.subprogram, children: 1, fields: [[At.low_pc, Form.addr], [At.high_pc, Form.data4], [At.frame_base, Form.exprloc], [At.name, Form.string], [At.type, Form.ref4]] };
  const all = [unit, fn, ...declarations];
  const abbrev = [...all.flatMap(({ tag, children, fields }, index) => [...uleb(index + 1), ...uleb(tag), children, ...fields.flatMap(([attribute, form]) => [...uleb(attribute), ...uleb(form)]), 0, 0]), 0];
  const body: number[] = [];
  const starts: number[] = [];
  const types: number[] = [];
  const references: number[] = [];
  const write = (index: number, values: (field: Field) => readonly number[] = (field) => valueOf(field, dice, references, body.length)): void => {
    starts.push(body.length);
    if (TYPES.includes(all[index]!.tag)) types.push(body.length);
    body.push(...uleb(index + 1));
    for (const field of all[index]!.fields) body.push(...values(field));
  };
  write(0, () => [dice.pick(LANGUAGES)]);
  const bounds = functionBounds();
  let depth = 1;
  for (let count = 10 + dice.below(120); count > 0; count--) {
    const bound = dice.below(4) === 0 ? bounds.pop() : undefined;
    const index = bound ? 1 : 2 + dice.below(declarations.length);
    if (bound) write(1, (field) => (field[0] === At.low_pc ? bytesOf(bound.start, 4) : field[0] === At.high_pc ? bytesOf(bound.end - bound.start, 4) : valueOf(field, dice, references, body.length)));
    else write(index);
    depth += all[index]!.children;
    for (; depth > 1 && dice.below(5) === 0; depth--) body.push(0);
  }
  body.push(...Array.from({ length: depth }, () => 0));
  for (const at of references) for (const [index, byte] of bytesOf(dice.pick(dice.below(4) > 0 && types.length > 0 ? types : starts) + HEADER_SIZE, 4).entries()) body[at + index] = byte;
  return { info: withLength([...bytesOf(5, 2), 1, 4, ...bytesOf(0, 4), ...body], 4), abbrev };
}

/** Notes where references stand: they are filled in once all entries are known. */
function valueOf([attribute, form]: Field, dice: Dice, references: number[], at: number): readonly number[] {
  switch (form) {
    case Form.ref4:
    case Form.ref_addr:
      references.push(at);
      return [0, 0, 0, 0];
    case Form.string:
      return text(dice.pick(NAMES));
    case Form.ref_sig8:
      return bytesOf(dice.below(3), 8);
    case Form.data1:
      return [attribute === At.encoding ? dice.pick(Object.values(Encoding)) : dice.below(20)];
    case Form.udata:
      return dice.below(8) === 0 ? [0xff, 0xff, 0xff, 0xff, 0x0f] : [dice.below(128)];
    case Form.sdata:
      return [dice.below(128)];
    case Form.flag:
      return [dice.below(2)];
    case Form.flag_present:
      return [];
    case Form.sec_offset:
      return bytesOf(dice.below(64), 4);
    default: {
      const expression = dice.pick(EXPRESSIONS);
      return [expression.length, ...expression];
    }
  }
}

/** Location expressions: of a local, the frame base, an address, pieces, loops, deep stacks, and nonsense. */
const EXPRESSIONS: readonly (readonly number[])[] = [
  [0xed, 0, 1], [0xed, 0, 1, 0x9f], [0x91, 16], [0x03, 0, 4, 0, 0], [0x23, 8], [0x2f, 0xfd, 0xff], [0x30, 0x2f, 0xfc, 0xff], [0x93, 0xff, 0xff, 0xff, 0xff, 0x0f], [0x31, 0x93, 2, 0x93, 2], [0x9d, 0x20, 0],
  [0x12], [0x9c], [0xa3, 1, 0x50], [0x94, 9], [0xa8, 0x7f], [0xf2, 0, 0, 0, 0, 0], [0x9e, 4, 1, 2, 3, 4], [], [0x30, 0x30, 0x1b], [0x08, 0xff, 0x08, 0xff, 0x24], [0xe0, 1],
];

/** Where the bodies are, as DWARF counts: from the start of the code section's payload. */
function functionBounds(): { start: number; end: number }[] {
  const bounds: { start: number; end: number }[] = [];
  for (let at = 1; at < codeSection.length; ) {
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = codeSection[at++]!;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    bounds.push({ start: at, end: at + size });
    at += size;
  }
  return bounds;
}
