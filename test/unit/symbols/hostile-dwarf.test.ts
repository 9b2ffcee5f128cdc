import assert from 'node:assert/strict';
import { ByteWriter } from '../../../src/base/byte-writer';
import { LIMITS } from '../../../src/base/limits';
import { moduleOffset } from '../../../src/base/offsets';
import { At, Form, Tag } from '../../../src/dwarf/constants';
import type { ModuleSymbols } from '../../../src/symbols/module-symbols';
import type { TypeInfo } from '../../../src/symbols/type-info';
import { bytesOf, text, uleb } from '../dwarf/build-dwarf';
import type { Entry } from './debug-module';
import { BODY_SIZE, bodyStart, dwarfOf, functionEntry, lineTable, nameOf, open, typeOf, unitEntry } from './debug-module';

/** A unit that nothing is wrong with, for function 0 of `count`. */
const healthy = (count: number): Entry => unitEntry([functionEntry(count, 0, [nameOf('healthy')])]);

function namesOf(symbols: ModuleSymbols): string[] {
  return [...symbols.module.functions].flatMap(({ bodyStart: start }) => symbols.framesAt(start).map((frame) => frame.function));
}

const said = (symbols: ModuleSymbols): string => [...new Set(symbols.problems.map(({ message }) => message))].slice(0, 100).join('\n');

const joined = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array => parts.reduce<ByteWriter>((out, part) => out.bytes(part), new ByteWriter()).finish();

/** Several files' debug information after each other cannot share abbreviations: the second's info is given whole. */
function withInfo(info: Uint8Array | readonly number[], count = 1): Promise<ModuleSymbols> {
  const sound = dwarfOf(healthy(count));
  return open(count, { ...sound, '.debug_info': joined(sound['.debug_info'], info) });
}

describe('units that lie about themselves', () => {
  const cases: readonly (readonly [string, readonly number[], RegExp])[] = [
    ['a length of 2^32 - 1 that announces 64 bits and 2^63 bytes', [...bytesOf(0xffffffff, 4), ...bytesOf(2n ** 63n, 8), 5, 0, 1, 4], /too large for any file/],
    ['a length of 4 GB', [...bytesOf(0xffffffef, 4), 5, 0, 1, 4], /unit of 4294967279 bytes/],
    ['a reserved length', [...bytesOf(0xfffffff5, 4), 5, 0, 1, 4], /reserved length/],
    ['an unknown version', [...bytesOf(8, 4), 9, 0, 1, 4, 0, 0, 0, 0], /unknown DWARF version 9/],
    ['an address size of 3', [...bytesOf(8, 4), 5, 0, 1, 3, 0, 0, 0, 0], /address size 3/],
    ['abbreviations that lie outside', [...bytesOf(9, 4), 5, 0, 1, 4, ...bytesOf(0x7fffffff, 4), 1], /unexpected end/],
    ['an abbreviation code that does not exist', [...bytesOf(9, 4), 5, 0, 1, 4, ...bytesOf(0, 4), 0x7f], /abbreviation 127 does not exist/],
    ['a code without end', [...bytesOf(30, 4), 5, 0, 1, 4, ...bytesOf(0, 4), ...Array.from({ length: 22 }, () => 0x80)], /does not fit in 64 bits/],
    ['a header cut off', [...bytesOf(3, 4), 5, 0, 1], /unexpected end/],
  ];
  for (const [what, bytes, problem] of cases) {
    it(`${what}: a problem, and the unit before it is served`, async () => {
      const symbols = await withInfo(bytes);
      assert.deepEqual(namesOf(symbols), ['healthy']);
      assert.match(said(symbols), problem);
    });
  }

  it('of no bytes at all, a million times', async () => {
    const symbols = await withInfo(new Uint8Array(4 << 20));
    assert.deepEqual(namesOf(symbols), ['healthy']);
    assert.equal(symbols.unitCount, 1);
  });

  it('nested a hundred thousand deep', async () => {
    let nest: Entry = { tag: Tag.namespace };
    for (let depth = 0; depth < 100_000; depth++) nest = { tag: Tag.namespace, children: [nest] };
    const symbols = await open(1, dwarfOf(healthy(1), unitEntry([nest])));
    assert.equal(symbols.typeNamed('a'), undefined);
    assert.deepEqual(namesOf(symbols), ['healthy']);
    assert.match(said(symbols), /nested too deeply/);
  });
});

describe('circles', () => {
  const variable = (type: string): Entry => ({ tag: Tag.variable, fields: [nameOf('v'), typeOf(type), [At.location, Form.exprloc, [5, 3, 0, 4, 0, 0]]] });

  async function typeAt(label: string, entries: readonly Entry[]): Promise<TypeInfo> {
    const symbols = await open(1, dwarfOf(unitEntry([functionEntry(1, 0, [nameOf('f')]), variable(label), ...entries])));
    const [global] = symbols.globals();
    assert.equal(global?.name, 'v');
    return global.type;
  }

  for (const tag of ['typedef', 'const_type', 'pointer_type', 'array_type', 'enumeration_type', 'ptr_to_member_type', 'subroutine_type', 'atomic_type'] as const) {
    it(`DW_TAG_${tag} of itself has a name and a size, or none`, async () => {
      const type = await typeAt('t', [{ tag: Tag[tag], label: 't', fields: [typeOf('t'), [At.containing_type, Form.ref4, 't']], children: [{ tag: Tag.formal_parameter, fields: [typeOf('t')] }] }]);
      assert.ok(type.name.length < 10_000);
      assert.ok(type.sizeBytes === null || type.sizeBytes <= 8);
    });
  }

  it('of typedefs, through another', async () => {
    const type = await typeAt('a', [{ tag: Tag.typedef, label: 'a', fields: [nameOf('A'), typeOf('b')] }, { tag: Tag.typedef, label: 'b', fields: [nameOf('B'), typeOf('a')] }]);
    assert.equal(type.name, 'A');
    assert.equal(type.sizeBytes, null);
  });

  it('of a struct that is its own member, base, variant and signature', async () => {
    const within: Entry[] = [
      { tag: Tag.member, fields: [nameOf('m'), typeOf('s')] }, { tag: Tag.inheritance, fields: [typeOf('s')] },
      { tag: Tag.variant_part, fields: [[At.discr, Form.ref4, 's']], children: [{ tag: Tag.variant, children: [{ tag: Tag.member, fields: [typeOf('s')] }] }] },
    ];
    const plain = await typeAt('s', [{ tag: Tag.structure_type, label: 's', fields: [nameOf('S')], children: within }]);
    assert.ok(plain.kind === 'struct' && plain.members[0]?.type === plain && plain.bases[0]?.type === plain);
    const named = await typeAt('s', [{ tag: Tag.structure_type, label: 's', fields: [nameOf('S'), [At.signature, Form.ref4, 's']], children: within }]);
    assert.equal(named.kind, 'unknown');
  });

  it('of origins and specifications', async () => {
    const fields: Entry['fields'] = [[At.abstract_origin, Form.ref4, 'g']];
    const symbols = await open(2, dwarfOf(unitEntry([{ ...functionEntry(2, 0, fields), label: 'f' }, { ...functionEntry(2, 1, [[At.specification, Form.ref4, 'f']]), label: 'g' }])));
    assert.deepEqual(namesOf(symbols), ['function[0]', 'function[1]']);
    assert.deepEqual(symbols.functionsNamed('f'), []);
  });

  it('of imported units', async () => {
    const imports: Entry = { tag: 0x3d, fields: [[0x18, Form.ref_addr, bytesOf(12, 4)]] };
    assert.deepEqual(namesOf(await open(1, dwarfOf(unitEntry([imports, functionEntry(1, 0, [nameOf('f')])])))), ['f']);
  });

  it('of expressions', async () => {
    const jump = [3, 0x2f, 0xfd, 0xff];
    const symbols = await open(1, dwarfOf(unitEntry([functionEntry(1, 0, [nameOf('f'), [At.frame_base, Form.exprloc, [2, 0x91, 0]]], [
      { tag: Tag.variable, fields: [nameOf('jumps'), [At.location, Form.exprloc, jump]] }, { tag: Tag.variable, fields: [nameOf('framed'), [At.location, Form.exprloc, [2, 0x91, 0]]] },
    ])])));
    const nothing = (): Promise<undefined> => Promise.resolve(undefined);
    const frame = { local: nothing, global: nothing, stack: nothing, memory: { read: () => Promise.resolve(new Uint8Array()) } };
    const resolved = await Promise.all(symbols.variablesAt(symbols.module.functions.at(0)!.bodyStart).flat().map((each) => each.resolve(frame)));
    assert.deepEqual(resolved, [{ kind: 'unreadable', why: 'expression runs for ever' }, { kind: 'unreadable', why: 'the frame base is not known' }]);
  });
});

/** Few bytes that ask for much: what many share, each of which would have it read whole. */
describe('amplification', () => {
  const MANY = 4_000;

  it('names of types that double with every level', async () => {
    const levels = Array.from({ length: 200 }, (_, level): Entry => ({
      tag: Tag.subroutine_type, label: `t${level}`, fields: [typeOf(`t${level + 1}`)], children: [1, 2].map(() => ({ tag: Tag.formal_parameter, fields: [typeOf(`t${level + 1}`)] })),
    }));
    for (const language of [0x21, 0x1c]) {
      const unit: Entry = { tag: Tag.compile_unit, fields: [[At.language, Form.data1, [language]]], children: [
        functionEntry(1, 0, [nameOf('f')]), { tag: Tag.variable, fields: [nameOf('v'), typeOf('t0'), [At.location, Form.exprloc, [5, 3, 0, 4, 0, 0]]] }, ...levels, { tag: Tag.base_type, label: 't200', fields: [nameOf('int')] },
      ] };
      const [variable] = (await open(1, dwarfOf(unit))).globals();
      assert.ok(variable!.type.name.length < 100_000);
    }
  });

  it('a name of a megabyte that every entry has', async () => {
    const long = new ByteWriter().bytes(new Uint8Array(1 << 20).fill(0x61)).u8(0).finish();
    const name = [At.name, Form.strp, bytesOf(0, 4)] as const;
    let nest: Entry = { tag: Tag.structure_type, fields: [name, [At.byte_size, Form.data1, [1]]] };
    for (let depth = 0; depth < 900; depth++) nest = { tag: Tag.namespace, fields: [name], children: [nest] };
    const flat = Array.from({ length: MANY }, (): Entry => ({ tag: Tag.structure_type, fields: [name] }));
    const functions = Array.from({ length: 500 }, (_, index) => functionEntry(500, index, [name]));
    const symbols = await open(500, { ...dwarfOf(unitEntry([nest, ...flat, ...functions])), '.debug_str': long });
    assert.equal(symbols.typeNamed('nothing'), undefined);
    assert.deepEqual(symbols.functionsNamed('nothing'), []);
    assert.ok(symbols.framesAt(symbols.module.functions.at(0)!.bodyStart)[0]!.function.length <= LIMITS.dwarf.stringBytes);
  });

  it('abbreviations that every unit reads from another place', async () => {
    const abbrev = new ByteWriter();
    for (let code = 1; code <= 20_000; code++) abbrev.uleb(code).bytes([Tag.compile_unit, 0, 0, 0]);
    const size = abbrev.size;
    abbrev.u8(0);
    const info = new ByteWriter();
    for (let unit = 0; unit < MANY; unit++) info.bytes([...bytesOf(9, 4), 5, 0, 1, 4, ...bytesOf(3 + 6 * unit < size ? 6 * unit : 0, 4), 1]);
    const symbols = await open(1, { '.debug_info': info.finish(), '.debug_abbrev': abbrev.finish() });
    assert.deepEqual(namesOf(symbols), []);
    assert.match(said(symbols), /debug_abbrev.*again and again/);
  });

  it('a range list that every unit, and every block, names', async () => {
    const list = new ByteWriter();
    for (let entry = 0; entry < 20_000; entry++) list.bytes([4, bodyStart(1, 0), bodyStart(1, 0) + BODY_SIZE]);
    list.u8(0);
    const ranges = [At.ranges, Form.sec_offset, bytesOf(0, 4)] as const;
    const blocks = Array.from({ length: MANY }, (): Entry => ({ tag: Tag.lexical_block, fields: [ranges] }));
    const subprograms = Array.from({ length: MANY }, (): Entry => ({ tag: Tag.subprogram, fields: [ranges] }));
    const units = Array.from({ length: MANY }, () => unitEntry([], [ranges]));
    const symbols = await open(1, { ...dwarfOf(unitEntry([functionEntry(1, 0, [nameOf('f')], blocks), ...subprograms]), ...units), '.debug_rnglists': list.finish() });
    symbols.statistics();
    void symbols.stepRanges(symbols.module.functions.at(0)!.bodyStart);
    assert.match(said(symbols), /range list too long/);
    assert.match(said(symbols), /debug_rnglists.*again and again/);
  });

  it('a line program that every unit runs from another place', async () => {
    const header = [...lineTable([])].slice(4);
    // Each table holds all that follow it.
    const line = new ByteWriter();
    const rest = 50_000;
    for (let table = 0; table < MANY; table++) line.bytes(bytesOf(0xfffffff - table, 4)).bytes(header);
    line.bytes(new Uint8Array(rest).fill(0x20));
    const units = Array.from({ length: MANY }, (_, table) => unitEntry([], [[At.stmt_list, Form.sec_offset, bytesOf(table * (4 + header.length), 4)]]));
    const symbols = await open(1, { ...dwarfOf(healthy(1), ...units), '.debug_line': line.finish() });
    void [symbols.statistics(), symbols.files(), symbols.locate('a.c', 1)];
    assert.deepEqual(namesOf(symbols), ['healthy']);
    assert.match(said(symbols), /debug_line.*again and again/);
  });

  it('a line program that makes rows without end', async () => {
    const program = new ByteWriter().bytes([0, 5, 2, ...bytesOf(bodyStart(1, 0), 4)]).bytes(new Uint8Array(3 << 20).fill(0x20)).finish();
    const symbols = await open(1, { ...dwarfOf(unitEntry([functionEntry(1, 0, [nameOf('f')])], [[At.stmt_list, Form.sec_offset, bytesOf(0, 4)]])), '.debug_line': lineTable(program) });
    assert.deepEqual(symbols.statistics(), { functions: 1, lineRows: 0 });
  });

  it('a table of a million files that have no bytes', async () => {
    const afterLength = [1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0x33, Form.flag_present, ...uleb(1_000_000)];
    const body = [...bytesOf(5, 2), 4, 0, ...bytesOf(afterLength.length, 4), ...afterLength];
    const table = [...bytesOf(body.length, 4), ...body];
    const line = new ByteWriter();
    const count = 50;
    for (let unit = 0; unit < count; unit++) line.bytes(table);
    const units = Array.from({ length: count }, (_, unit) => unitEntry([], [[At.stmt_list, Form.sec_offset, bytesOf(unit * table.length, 4)]]));
    const symbols = await open(1, { ...dwarfOf(healthy(1), ...units), '.debug_line': line.finish() });
    assert.deepEqual(symbols.files(), []);
    assert.match(said(symbols), /table of 1000000 entries without bytes/);
    assert.deepEqual(namesOf(symbols), ['healthy']);
  });

  it('files that all have a path of a megabyte', async () => {
    const count = 20_000;
    const afterLength = [1, 1, 1, 0xfb, 14, 13, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, Form.line_strp, 1, ...bytesOf(0, 4), 1, 1, Form.line_strp, ...uleb(count)];
    const names = new ByteWriter();
    for (let file = 0; file < count; file++) names.bytes(bytesOf(file, 4));
    const body = joined([...bytesOf(5, 2), 4, 0, ...bytesOf(afterLength.length + names.size, 4), ...afterLength], names.finish());
    const long = new ByteWriter().bytes(new Uint8Array(1_000_000).fill(0x62)).u8(0).finish();
    const symbols = await open(1, {
      ...dwarfOf(unitEntry([functionEntry(1, 0, [nameOf('f')])], [[At.stmt_list, Form.sec_offset, bytesOf(0, 4)]])), '.debug_line': joined(bytesOf(body.length, 4), body), '.debug_line_str': long,
    });
    void [symbols.files(), symbols.locate('x.c', 1)];
    assert.deepEqual(namesOf(symbols), ['f']);
    assert.match(said(symbols), /debug_line_str.*string without end/);
  });

  it('rows and inlined copies of one function, all against all', async () => {
    const program = new ByteWriter().bytes([0, 5, 2, ...bytesOf(bodyStart(1, 0), 4)]);
    for (let row = 0; row < 50_000; row++) program.u8(0x12 + (row % 2));
    program.bytes([2, 20, 0, 1, 1]);
    const copies = Array.from({ length: MANY }, (): Entry => ({ tag: Tag.inlined_subroutine, fields: [[At.low_pc, Form.addr, bytesOf(bodyStart(1, 0) + 2, 4)], [At.high_pc, Form.data4, bytesOf(5, 4)]] }));
    const symbols = await open(1, { ...dwarfOf(unitEntry([functionEntry(1, 0, [nameOf('f')], copies)], [[At.stmt_list, Form.sec_offset, bytesOf(0, 4)]])), '.debug_line': lineTable(program.finish()) });
    const { bodyStart: start } = symbols.module.functions.at(0)!;
    void [symbols.stepRanges(moduleOffset(start + 3)), symbols.framesAt(moduleOffset(start + 3)), symbols.locate('a.c', 1)];
    assert.equal(symbols.framesAt(start)[0]?.function, 'f');
  });

  it('an abstract function reached over long chains, from deep scopes, by every entry', async () => {
    const chain = Array.from({ length: 300 }, (_, step): Entry => ({ tag: Tag.subprogram, label: `c${step}`, fields: step === 299 ? [nameOf('end')] : [[At.specification, Form.ref4, `c${step + 1}`]] }));
    let nest: Entry = { tag: Tag.subprogram, fields: [[At.specification, Form.ref4, 'c0']], children: Array.from({ length: MANY }, (): Entry => ({ tag: Tag.structure_type, fields: [nameOf('S')] })) };
    for (let depth = 0; depth < 900; depth++) nest = { tag: Tag.subprogram, fields: [[At.specification, Form.ref4, 'c0']], children: [nest] };
    const symbols = await open(1, dwarfOf(unitEntry([...chain, nest, functionEntry(1, 0, [nameOf('f')])])));
    void symbols.typeNamed('S');
    assert.deepEqual(namesOf(symbols), ['f']);
  });

  it('symbols that patterns go over again and again', async () => {
    const count = 200;
    const symbolText = `_Z${'Ul'.repeat(30_000)}`;
    const functions = Array.from({ length: count }, (_, index) => functionEntry(count, index, [nameOf(`f${index}`), [At.linkage_name, Form.strp, bytesOf(0, 4)]]));
    const symbols = await open(count, { ...dwarfOf(unitEntry(functions)), '.debug_str': Uint8Array.from(text(symbolText)) });
    assert.deepEqual(symbols.functionsNamed('f7').map(({ index }) => index), [7]);
  });
});
