import assert from 'node:assert/strict';
import type { TypeInfo } from '../../../src/symbols/type-info';
import { displayVariable, type ValueNode } from '../../../src/values/value-node';
import { CHAR, DOUBLE, INT, Program, U8, USIZE, arrayOf, base, enumOf, enumWith, field, pointerTo, structOf, typedef, variableAt } from './program';

const bytes = (...values: number[]): { kind: 'bytes'; bytes: Uint8Array } => ({ kind: 'bytes', bytes: Uint8Array.from(values) });

async function shown(program: Program, type: TypeInfo, address: number): Promise<string> {
  return (await displayVariable(program.variable('x', type, address), program)).summary;
}

async function held(type: TypeInfo, ...values: number[]): Promise<string> {
  return (await displayVariable(variableAt('x', type, bytes(...values)), new Program())).summary;
}

async function unfolded(node: ValueNode): Promise<string[]> {
  return (await node.children!()).map((child) => `${child.name}: ${child.summary}`);
}

describe('values: base types', () => {
  it('writes integers of every width and sign, to 128 bits', async () => {
    assert.equal(await held(INT, 0xff, 0xff, 0xff, 0xff), '-1');
    assert.equal(await held(base('u16', 2, 'unsigned'), 0xff, 0xff), '65535');
    assert.equal(await held(base('i128', 16, 'signed'), ...new Array<number>(16).fill(0xff)), '-1');
    assert.equal(await held(base('u128', 16, 'unsigned'), ...new Array<number>(16).fill(0xff)), '340282366920938463463374607431768211455');
    assert.equal(await held(U8, 200), '200');
  });

  it('writes C characters as number and glyph, Rust characters as glyph', async () => {
    assert.equal(await held(CHAR, 97), "97 'a'");
    assert.equal(await held(CHAR, 0), "0 '\\0'");
    assert.equal(await held(CHAR, 0xff), '-1');
    assert.equal(await held(base('char', 4, 'utf'), 0x00, 0xf6, 0x01, 0), "'😀'");
    assert.equal(await held(base('char', 4, 'utf'), 0x00, 0xd8, 0, 0), '0xd800 (no character)');
  });

  it('writes booleans, and says when the byte is neither', async () => {
    const bool = base('bool', 1, 'boolean');
    assert.deepEqual([await held(bool, 0), await held(bool, 1), await held(bool, 7)], ['false', 'true', 'true (7)']);
  });

  it('writes floats with the fewest digits that give them back', async () => {
    const float = (value: number): number[] => [...new Uint8Array(Float32Array.of(value).buffer)];
    assert.equal(await held(base('float', 4, 'float'), ...float(0.1)), '0.1');
    assert.equal(await held(base('float', 4, 'float'), ...float(16777217)), '16777216');
    assert.equal(await held(DOUBLE, ...new Uint8Array(Float64Array.of(-0).buffer)), '-0');
    assert.equal(await held(DOUBLE, ...new Uint8Array(Float64Array.of(NaN).buffer)), 'NaN');
    assert.equal(await held(base('complex', 8, 'complex-float'), ...float(1.5), ...float(-2)), '1.5 - 2i');
    // 1.5 as IEEE 754 binary128: exponent 16383, top fraction bit.
    assert.equal(await held(base('long double', 16, 'float'), ...new Array<number>(13).fill(0), 0x80, 0xff, 0x3f), '1.5');
  });

  it('names enumerators, and combinations of flags', async () => {
    const mode = enumOf('mode', { NONE: 0, READ: 1, WRITE: 2, EXECUTE: 4 });
    const colour = enumOf('colour', { RED: 0, GREEN: 1, BLUE: 2, WHITE: 3 });
    assert.equal(await held(mode, 2, 0, 0, 0), 'WRITE');
    assert.equal(await held(mode, 3, 0, 0, 0), 'READ | WRITE');
    assert.equal(await held(mode, 9, 0, 0, 0), 'READ | 0x8');
    assert.equal(await held(colour, 3, 0, 0, 0), 'WHITE');
    assert.equal(await held(colour, 16, 0, 0, 0), '16');
    assert.equal(await held(colour, 5, 0, 0, 0), '5', 'counted ones are no flags');
  });
});

describe('values: C and C++', () => {
  it('follows pointers to structs, and stops at null, at the memory\'s end and in cycles', async () => {
    const program = new Program();
    const members: ReturnType<typeof field>[] = [];
    const node = structOf('node', 8, members);
    members.push(field('value', INT, 0), field('next', pointerTo(node), 4));
    program.words(64, 7, 72);
    program.words(72, 8, 64);
    program.words(100, 64);
    program.words(104, 0);
    program.words(108, 0xfff0_0000);
    const first = await displayVariable(program.variable('head', pointerTo(node), 100), program);
    assert.match(first.summary, /^0x40 → \{value: 7, next: 0x48 → \{value: 8, next: …\}\}$/);
    const inner = await first.children!();
    assert.deepEqual(inner.map((child) => child.name), ['value', 'next']);
    assert.equal((await inner[1]!.children!())[0]!.summary, '8');
    assert.equal(await shown(program, pointerTo(node), 104), 'null');
    assert.match(await shown(program, pointerTo(node), 108), /^0xfff00000 → \{value: <unreadable: 0xfff00000 lies outside the memory>/);
  });

  it('reads char pointers and char arrays as text', async () => {
    const program = new Program();
    program.text(200, 'h\u00e4llo "w"\n\0rest');
    program.words(100, 200);
    assert.equal(await shown(program, pointerTo(typedef('const char', CHAR)), 100), '0xc8 "hällo \\"w\\"\\n"');
    const name = await displayVariable(program.variable('name', arrayOf(CHAR, 4), 200), program);
    assert.equal(name.summary, '"häl"…');
    assert.equal(name.memoryAddress, 200, 'of a text its own');
    assert.equal((await displayVariable(program.variable('text', pointerTo(CHAR), 100), program)).memoryAddress, 200, 'of a pointer what it points to');
    program.text(65_533, 'end');
    program.words(100, 65_533);
    assert.equal(await shown(program, pointerTo(CHAR), 100), '0xfffd "end"…');
  });

  it('shows function pointers by table slot, and by name where the session knows it', async () => {
    const program = new Program();
    const callback = pointerTo({ kind: 'function', name: 'void (int)', sizeBytes: null, parameters: [INT], result: null }, 'void (*)(int)');
    program.words(100, 3);
    assert.equal(await shown(program, callback, 100), 'function[3]');
    const named = await displayVariable(program.variable('f', callback, 100), program, { memory: program.memory, functionInTable: (slot) => Promise.resolve(`f${slot}`) });
    assert.equal(named.summary, 'function[3] f3');
  });

  it('unfolds arrays of any rank by row', async () => {
    const program = new Program();
    program.words(64, 1, 2, 3, 4, 5, 6);
    const matrix = await displayVariable(program.variable('m', arrayOf(INT, 2, 3), 64), program);
    assert.equal(matrix.summary, '[[1, 2, 3], [4, 5, 6]]');
    const rows = await matrix.children!();
    assert.deepEqual(rows.map(({ name, type, summary }) => ({ name, type, summary })), [
      { name: '[0]', type: 'int[3]', summary: '[1, 2, 3]' },
      { name: '[1]', type: 'int[3]', summary: '[4, 5, 6]' },
    ]);
  });

  it('pages large arrays in groups of a hundred, at every level', async () => {
    const program = new Program();
    for (let index = 0; index < 12_000; index++) program.view.setUint32(index * 4, index, true);
    const big = await displayVariable(program.variable('big', arrayOf(INT, 12_000), 0), program);
    const groups = await big.children!();
    assert.deepEqual(groups.map(({ name, summary }) => [name, summary]), [['[0 … 9999]', '10000 elements'], ['[10000 … 11999]', '2000 elements']]);
    const inner = await groups[1]!.children!();
    assert.equal(inner.length, 20);
    const elements = await inner[19]!.children!();
    assert.deepEqual([elements.length, elements[99]!.name, elements[99]!.summary], [100, '[11999]', '11999']);
  });

  it('cuts bit-fields out exactly, signed ones too', async () => {
    const program = new Program();
    const flags = structOf('flags', 4, [field('low', base('unsigned', 4, 'unsigned'), 0, { offset: 0, size: 3 }), field('signed', INT, 0, { offset: 3, size: 5 }), field('high', base('unsigned', 4, 'unsigned'), 0, { offset: 30, size: 2 })]);
    program.words(64, 0x8000_0000 + 0b11110_101);
    assert.equal(await shown(program, flags, 64), '{low: 5, signed: -2, high: 2}');
  });

  it('shows base classes first, hides the vtable pointer from the line, and shows unions by every member', async () => {
    const program = new Program();
    const shape = structOf('Shape', 8, [field('_vptr$Shape', pointerTo(INT), 0), field('id', INT, 4)], { flavour: 'class' });
    const circle = structOf('Circle', 16, [field('radius', DOUBLE, 8)], { flavour: 'class', bases: [field('Shape', shape, 0)] });
    program.words(64, 512, 3);
    program.view.setFloat64(72, 1.5, true);
    const node = await displayVariable(program.variable('c', circle, 64), program);
    assert.equal(node.summary, '{Shape: {id: 3}, radius: 1.5}');
    assert.deepEqual(await unfolded(node), ['Shape: {id: 3}', 'radius: 1.5']);
    const union = structOf('either', 4, [field('i', INT, 0), field('f', base('float', 4, 'float'), 0)], { flavour: 'union' });
    program.view.setFloat32(64, 1, true);
    assert.equal(await shown(program, union, 64), '{i: 1065353216, f: 1}');
    program.words(100, 64);
    assert.equal(await shown(program, pointerTo(union, 'either &', 'reference'), 100), '{i: 1065353216, f: 1}');
  });

  it('keeps the written name of a typedef as the type', async () => {
    const program = new Program();
    program.words(64, 5);
    const node = await displayVariable(program.variable('n', typedef('size_t', USIZE), 64), program);
    assert.deepEqual([node.type, node.summary], ['size_t', '5']);
  });

  for (const [abi, textAt, sizeAt, short] of [['size first', 1, 0, 5 << 1], ['text first (Emscripten)', 0, 11, 5]] as const) {
    it(`reads libc++ strings, short and long: ${abi}`, async () => {
      const program = new Program();
      const longAt = abi === 'size first' ? { cap: 0, size: 4, data: 8 } : { data: 0, size: 4, cap: 8 };
      const long = structOf('__long', 12, [field('__cap_', USIZE, longAt.cap), field('__size_', USIZE, longAt.size), field('__data_', pointerTo(CHAR), longAt.data)]);
      const shortForm = structOf('__short', 12, [field('__size_', U8, sizeAt), field('__data_', arrayOf(CHAR, 11), textAt)]);
      const representation = structOf('__rep', 12, [field('__l', long, 0), field('__s', shortForm, 0)], { flavour: 'union' });
      const text = structOf('std::__1::basic_string<char, std::__1::char_traits<char>, std::__1::allocator<char> >', 12, [field('__rep_', representation, 0)]);
      program.text(64 + textAt, 'hello');
      program.view.setUint8(64 + sizeAt, short);
      assert.equal(await shown(program, text, 64), '"hello"');
      program.text(300, 'a longer string');
      program.words(64 + longAt.cap, abi === 'size first' ? 33 : 0x8000_0020);
      program.words(64 + longAt.size, 15);
      program.words(64 + longAt.data, 300);
      assert.equal(await shown(program, text, 64), '"a longer string"');
    });
  }

  it('reads libc++ vectors by their elements', async () => {
    const program = new Program();
    const vector = structOf('std::__1::vector<int, std::__1::allocator<int> >', 12, [field('__begin_', pointerTo(INT), 0), field('__end_', pointerTo(INT), 4)]);
    program.words(64, 200, 212);
    program.words(200, 4, 5, 6);
    const node = await displayVariable(program.variable('v', vector, 64), program);
    assert.equal(node.summary, '[4, 5, 6]');
    assert.deepEqual(await unfolded(node), ['[0]: 4', '[1]: 5', '[2]: 6']);
  });
});

describe('values: Rust', () => {
  const U8_POINTER = pointerTo(U8, '*const u8');
  const STR = structOf('&str', 8, [field('data_ptr', U8_POINTER, 0), field('length', USIZE, 4)]);
  const vecOf = (element: TypeInfo, pointer = pointerTo(element)): TypeInfo => {
    const nonNull = structOf(`core::ptr::non_null::NonNull<${element.name}>`, 4, [field('pointer', pointer, 0)]);
    const unique = structOf(`core::ptr::unique::Unique<${element.name}>`, 4, [field('pointer', nonNull, 0), field('_marker', structOf('PhantomData', 0, []), 4)]);
    const raw = structOf(`alloc::raw_vec::RawVec<${element.name}>`, 8, [field('ptr', unique, 0), field('cap', USIZE, 4)]);
    return structOf(`alloc::vec::Vec<${element.name}, alloc::alloc::Global>`, 12, [field('buf', raw, 0), field('len', USIZE, 8)], { typeParameters: [{ name: 'T', type: element }] });
  };

  it('reads str, String, slices and Vec', async () => {
    const program = new Program();
    program.text(200, 'grüße');
    program.words(64, 200, 7);
    assert.equal(await shown(program, STR, 64), '"grüße"');
    program.words(64, 200, 16, 7);
    assert.equal(await shown(program, structOf('alloc::string::String', 12, [field('vec', vecOf(U8), 0)]), 64), '"grüße"');
    program.words(300, 1, 2, 3);
    program.words(64, 300, 3);
    assert.equal(await shown(program, structOf('&[i32]', 8, [field('data_ptr', pointerTo(INT), 0), field('length', USIZE, 4)]), 64), '[1, 2, 3]');
    program.words(64, 300, 8, 2);
    assert.equal(await shown(program, vecOf(INT), 64), '[1, 2]');
    program.words(64, 4, 0, 0);
    assert.equal(await shown(program, vecOf(INT), 64), '[]');
    assert.equal(await shown(program, vecOf(INT, U8_POINTER), 64), '[]');
    program.words(64, 300, 8, 3);
    assert.equal(await shown(program, vecOf(INT, U8_POINTER), 64), '[1, 2, 3]', 'the element type is the parameter where the buffer points to bytes');
  });

  it('shows enums by variant, with and without a niche', async () => {
    const program = new Program();
    const tag = field('', base('u32', 4, 'unsigned'), 0);
    const none = structOf('None', 8, []);
    const some = structOf('Some', 8, [field('__0', INT, 4)]);
    const option = enumWith('Option<i32>', 8, { discriminant: tag, variants: [{ value: 0n, name: 'None', member: field('None', none, 0) }, { value: 1n, name: 'Some', member: field('Some', some, 0) }] });
    program.words(64, 1, 42);
    const node = await displayVariable(program.variable('o', option, 64), program);
    assert.equal(node.summary, 'Some(42)');
    assert.deepEqual(await unfolded(node), ['0: 42']);
    program.words(64, 0, 42);
    assert.equal(await shown(program, option, 64), 'None');
    program.words(64, 9, 42);
    assert.match(await shown(program, option, 64), /^<unreadable: no variant/);

    const boxed = structOf('Some', 4, [field('__0', pointerTo(INT, '&i32'), 0)]);
    const niche = enumWith('Option<&i32>', 4, { discriminant: tag, variants: [{ value: 0n, name: 'None', member: field('None', structOf('None', 4, []), 0) }, { value: null, name: 'Some', member: field('Some', boxed, 0) }] });
    program.words(64, 300);
    program.words(300, 5);
    assert.equal(await shown(program, niche, 64), 'Some(5)');
    program.words(64, 0);
    assert.equal(await shown(program, niche, 64), 'None');

    const circle = structOf('Circle', 8, [field('radius', INT, 4)]);
    const shape = enumWith('Shape', 8, { discriminant: tag, variants: [{ value: -1n, name: 'Circle', member: field('Circle', circle, 0) }] });
    program.words(64, 0xffff_ffff, 3);
    assert.equal(await shown(program, shape, 64), 'Circle {radius: 3}');
  });

  it('writes tuples and tuple structs by position, and shared values with their counts', async () => {
    const program = new Program();
    program.words(64, 1, 2);
    const pair = structOf('(i32, i32)', 8, [field('__0', INT, 0), field('__1', INT, 4)]);
    const node = await displayVariable(program.variable('t', pair, 64), program);
    assert.equal(node.summary, '(1, 2)');
    assert.deepEqual(await unfolded(node), ['0: 1', '1: 2']);
    assert.equal(await shown(program, structOf('()', 0, []), 64), '()');
    const cell = structOf('core::cell::Cell<usize>', 4, [field('value', structOf('core::cell::UnsafeCell<usize>', 4, [field('value', USIZE, 0)]), 0)]);
    const inner = structOf('alloc::rc::RcBox<i32>', 12, [field('strong', cell, 0), field('weak', cell, 4), field('value', INT, 8)]);
    const rc = structOf('alloc::rc::Rc<i32>', 4, [field('ptr', structOf('NonNull<RcBox<i32>>', 4, [field('pointer', pointerTo(inner), 0)]), 0)]);
    program.words(64, 300);
    program.words(300, 2, 3, 77);
    const shared = await displayVariable(program.variable('rc', rc, 64), program);
    assert.equal(shared.summary, '77 (strong 2, weak 2)');
    assert.deepEqual(await unfolded(shared), ['value: 77', 'strong: 2', 'weak: 2']);
  });
});

describe('values: names that Rust has, too', () => {
  for (const name of ['Box', 'shop::Cell', 'Mutex', 'Ref', 'gui::Range', 'Vec', 'HashMap', 'String']) {
    it(`shows a program's own ${name} by its members`, async () => {
      const program = new Program();
      program.words(64, 7, 100);
      const own = structOf(name, 8, [field('value', INT, 0), field('data', pointerTo(INT), 4)]);
      assert.equal(await shown(program, own, 64), '{value: 7, data: 0x64 → 0}');
      assert.equal(await shown(program, structOf(name, 4, [field('value', INT, 0)]), 64), '{value: 7}');
    });
  }
});

describe('values: pointers that stand for their target', () => {
  it('are references and Rust\'s Box, and no others', async () => {
    const program = new Program();
    program.words(64, 100);
    program.words(100, 7);
    assert.equal(await shown(program, pointerTo(INT, 'alloc::boxed::Box<i32, alloc::alloc::Global>'), 64), '7');
    assert.equal(await shown(program, pointerTo(INT, '&i32'), 64), '7');
    assert.equal(await shown(program, pointerTo(INT, 'gui::Box<int> *'), 64), '0x64 → 7');
    assert.equal(await shown(program, pointerTo(INT, '*const i32'), 64), '0x64 → 7');
  });
});

describe('values: what cannot be shown', () => {
  it('says so for each variable, and piece by piece', async () => {
    const program = new Program();
    const show = async (location: Parameters<typeof variableAt>[2], type: TypeInfo = INT): Promise<string> => (await displayVariable(variableAt('x', type, location), program)).summary;
    assert.equal(await show({ kind: 'optimised-out' }), '<optimised out>');
    assert.equal(await show({ kind: 'unreadable', why: 'bad expression' }), '<unreadable: bad expression>');
    const pair = structOf('pair', 8, [field('a', INT, 0), field('b', INT, 4)]);
    assert.equal(await show({ kind: 'bytes', bytes: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0), missing: [false, false, false, false, true, true, true, true] }, pair), '{a: 1, b: <optimised out>}');
    assert.equal(await show({ kind: 'memory', address: 0xffff_fff0 as never }), '<unreadable: 0xfffffff0 lies outside the memory>');
    const failing = { ...variableAt('x', INT, { kind: 'optimised-out' }), resolve: () => Promise.reject(new Error('target gone')) };
    assert.equal((await displayVariable(failing, program)).summary, '<unreadable: target gone>');
  });

  it('survives uninitialised containers of any claimed length', async () => {
    const program = new Program();
    const slice = structOf('&[i32]', 8, [field('data_ptr', pointerTo(INT), 0), field('length', USIZE, 4)]);
    program.words(64, 0x7fff_0000, 0xffff_ffff);
    const node = await displayVariable(program.variable('s', slice, 64), program);
    assert.match(node.summary, /^\[<unreadable.*… \d+ more\]$/);
    const groups = await node.children!();
    assert.ok(groups.length <= 100);
  });

  it('shows of a damaged chain what stands before the damage, and of a circle as much as it claims to have', async () => {
    const program = new Program();
    const members: ReturnType<typeof field>[] = [];
    const node = structOf('alloc::collections::linked_list::Node<i32>', 8, members);
    const link = structOf('core::ptr::non_null::NonNull<Node>', 4, [field('pointer', pointerTo(node), 0)]);
    members.push(field('next', link, 0), field('element', INT, 4));
    const list = structOf('alloc::collections::linked_list::LinkedList<i32>', 8, [field('head', link, 0), field('len', USIZE, 4)]);
    program.words(64, 200, 4);
    program.words(200, 208, 1, 0, 2);
    assert.equal(await shown(program, list, 64), '[1, 2, <unreadable: there are fewer elements than it says>]');
    program.words(208, 200);
    const circle = await displayVariable(program.variable('l', list, 64), program);
    assert.equal(circle.summary, '[1, 2, 1, 2]');
    assert.deepEqual(await unfolded(circle), ['[0]: 1', '[1]: 2', '[2]: 1', '[3]: 2']);
    program.words(68, 0xffff_ffff);
    assert.match(await shown(program, list, 64), /^\[1, 2, 1, .* 4294967\d+ more\]$/);
  });

  it('reads a struct in memory once, however many members it has', async () => {
    const program = new Program();
    const wide = structOf('wide', 400, Array.from({ length: 100 }, (_, index) => field(`m${index}`, INT, index * 4)));
    const node = await displayVariable(program.variable('w', wide, 64), program);
    await node.children!();
    assert.equal(program.reads, 1);
  });
});
