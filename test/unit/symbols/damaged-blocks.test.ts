import assert from 'node:assert/strict';
import { moduleOffset } from '../../../src/base/offsets';
import { At, Form, Tag } from '../../../src/dwarf/constants';
import { bytesOf } from '../dwarf/build-dwarf';
import type { Entry, Field } from './debug-module';
import { BODY_SIZE, bodyStart, dwarfOf, functionEntry, nameOf, open, typeOf, unitEntry } from './debug-module';

const START = bodyStart(1, 0);

/** Of bytes of the only function's body. */
function block(tag: number, [start, end]: readonly [number, number], children: readonly Entry[] = [], fields: readonly Field[] = []): Entry {
  return { tag, fields: [[At.low_pc, Form.addr, bytesOf(START + start, 4)], [At.high_pc, Form.data4, bytesOf(end - start, 4)], ...fields], children };
}

function copy(label: string, range: readonly [number, number], children?: readonly Entry[]): Entry {
  return block(Tag.inlined_subroutine, range, children, [[At.abstract_origin, Form.ref4, label]]);
}

async function functionsAt(children: readonly Entry[], byte: number): Promise<string[]> {
  const origins = ['first', 'second'].map((name): Entry => ({ tag: Tag.subprogram, label: name, fields: [nameOf(name)] }));
  const symbols = await open(1, dwarfOf(unitEntry([...origins, functionEntry(1, 0, [nameOf('outer')], children)])));
  assert.deepEqual(symbols.problems, []);
  return symbols.framesAt(moduleOffset(symbols.module.codeStart! + START + byte)).map((frame) => frame.function);
}

describe('blocks that a tool has damaged', () => {
  it('hold what the blocks inside them hold', async () => {
    const children = [block(Tag.lexical_block, [2, 6], [copy('first', [2, 10], [block(Tag.lexical_block, [9, 12])])])];
    assert.deepEqual(await functionsAt(children, 4), ['first', 'outer']);
    assert.deepEqual(await functionsAt(children, 8), ['first', 'outer']);
    assert.deepEqual(await functionsAt(children, 11), ['first', 'outer']);
    assert.deepEqual(await functionsAt(children, 12), ['outer']);
  });

  it('end, where they reach out of the function, with the block around them or where the next copy begins', async () => {
    const endless = 0xffffffff - START;
    const children = [block(Tag.lexical_block, [2, 12], [copy('first', [4, endless], [copy('first', [5, 6])]), block(Tag.lexical_block, [7, 8]), copy('second', [9, 10])]), copy('second', [14, endless])];
    for (const [byte, names] of [[3, []], [4, ['first']], [8, ['first']], [9, ['second']], [11, []], [13, []], [14, ['second']], [BODY_SIZE - 1, ['second']]] as const) {
      assert.deepEqual(await functionsAt(children, byte), [...names, 'outer'], `byte ${byte}`);
    }
    assert.deepEqual(await functionsAt([block(Tag.lexical_block, [2, 12], [copy('first', [4, endless])])], 12), ['outer']);
  });

  it('leave of several that hold an instruction the one that began last', async () => {
    assert.deepEqual(await functionsAt([copy('first', [5, 9]), copy('second', [2, 12])], 6), ['first', 'outer']);
    assert.deepEqual(await functionsAt([copy('first', [2, 9]), copy('second', [2, 9])], 6), ['second', 'outer']);
    assert.deepEqual(await functionsAt([copy('first', [2, 9]), copy('second', [5, 12])], 6), ['second', 'outer']);
  });
});

describe('what linkers and compilers leave in entries of variables', () => {
  const integer: Entry = { tag: Tag.base_type, label: 'int', fields: [nameOf('int')] };

  it('a qualifier twice is one', async () => {
    const types: Entry[] = [integer, { tag: Tag.const_type, label: 'const', fields: [typeOf('int')] }, { tag: Tag.const_type, label: 'twice', fields: [typeOf('const')] }];
    const symbols = await open(1, dwarfOf(unitEntry([...types, functionEntry(1, 0, [nameOf('outer')], [{ tag: Tag.formal_parameter, fields: [nameOf('given'), typeOf('twice')] }])])));
    assert.deepEqual(symbols.variablesAt(moduleOffset(symbols.module.codeStart! + START + 3)).flat().map(({ type }) => type.name), ['const int']);
  });

  it('one that was dropped has a tombstone for its address, indexed or not', async () => {
    const location = (bytes: readonly number[]): Field => [At.location, Form.exprloc, [bytes.length, ...bytes]];
    const statics = [[0x03, ...bytesOf(0xffffffff, 4)], [0xa1, 1], [0xa1, 0]].map((bytes, index): Entry => ({ tag: Tag.variable, fields: [nameOf(`static${index}`), typeOf('int'), location(bytes)] }));
    const addresses = [...bytesOf(12, 4), ...bytesOf(5, 2), 4, 0, ...bytesOf(0x400, 4), ...bytesOf(0xffffffff, 4)];
    const symbols = await open(1, { ...dwarfOf(unitEntry([integer, functionEntry(1, 0, [nameOf('outer')], statics)], [[At.addr_base, Form.sec_offset, bytesOf(8, 4)]])), '.debug_addr': addresses });
    const found = symbols.variablesAt(moduleOffset(symbols.module.codeStart! + START + 3)).flat();
    assert.deepEqual(found.map(({ name, location: text, available }) => `${name} ${text} ${available}`), ['static0 optimised out false', 'static1 optimised out false', 'static2 memory 0x400 true']);
  });
});
