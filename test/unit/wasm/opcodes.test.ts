import assert from 'node:assert/strict';
import { decodeBody } from '../../../src/wasm/function-body';
import type { ImmediateKind, Opcode } from '../../../src/wasm/opcodes';
import { OPCODES } from '../../../src/wasm/opcodes';
import { readModule } from '../../../src/wasm/read-module';
import { assemble } from '../../../src/wasm/rewrite/assemble';
import { textToModule } from '../../fixtures/text-to-module';
import { ModuleBytes } from './module-bytes';

/** wabt writes none of these: garbage collection, typed references, stack switching, wide arithmetic, new exceptions, shared-everything threads, memory control. */
const UNKNOWN_TO_WABT = /^(struct|array|ref\.(eq|as|test|cast|i31)|i31|any|extern|br_on|call_ref|return_call_ref|cont|suspend|resume|switch|try_table|i64\.(add128|sub128|mul_wide)|ref\.get_desc|pause|memory\.discard|(global|table)\.atomic)/;

/** One operand of each kind, in the text format. */
const OPERANDS: Partial<Record<ImmediateKind, string>> = {
  label: '0', labels: '0 0', function: '0', type: '(type 0)', table: '0', types: '(result i32)', local: '0', global: '0', memory: '0', memarg: '', i32: '-7', i64: '-7',
  f32: '1.5', f64: '1.5', heap: 'func', tag: '0', data: '0', element: '0', bytes: 'i32x4 1 2 3 4', lanes: '0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15', lane: '0', zero: '',
};

/** Instructions that stand in a block of their own. */
const IN_BLOCKS: Record<string, string> = {
  block: 'block end', loop: 'loop end', if: 'if end', else: 'if nop else nop end', try: 'try catch_all end', catch: 'try catch 0 end', catch_all: 'try catch_all end', delegate: 'try delegate 0', end: '',
  call_indirect: 'call_indirect 0 (type 0)', return_call_indirect: 'return_call_indirect 0 (type 0)',
};

function textOf({ mnemonic, immediates }: Opcode): string {
  return IN_BLOCKS[mnemonic] ?? `${mnemonic} ${immediates.map((kind) => OPERANDS[kind]).join(' ')}`;
}

describe('opcodes', () => {
  it('are those that wabt writes', async () => {
    const known = [...OPCODES.values()].filter(({ mnemonic }) => !UNKNOWN_TO_WABT.test(mnemonic));
    assert.ok(known.length > 500);
    const fields = '(type (func)) (memory 1) (table 1 funcref) (global (mut i32) (i32.const 0)) (tag) (data "x") (elem func 0)';
    const functions = known.map((row) => `(func (type 0) (local i32) unreachable ${textOf(row)})`);
    const module = readModule(await textToModule(`(module ${fields} ${functions.join('\n')})`));
    for (const [index, row] of known.entries()) {
      const { instructions, problem } = decodeBody(module, module.functions.at(index)!);
      assert.equal(problem, null, row.mnemonic);
      assert.ok(instructions.some(({ opcode }) => opcode === row.code), `${row.mnemonic}: ${instructions.map(({ mnemonic }) => mnemonic).join(' ')}`);
    }
  });

  it('of garbage collection are those that V8 accepts, where it has it', () => {
    const types = [[0x60, 0, 0], [0x5f, 1, 0x7f, 1], [0x5e, 0x7f, 1], [0x5e, 0x70, 1], [0x5f, 1, 0x78, 1], [0x5e, 0x78, 1]];
    const field = (code: number, type: number): number[] => [0xfb, code, type, 0];
    const instructions: number[][] = [
      [0xfb, 0, 1], [0xfb, 1, 1], field(2, 1), field(3, 4), field(4, 4), field(5, 1), [0xfb, 6, 2], [0xfb, 7, 2], [0xfb, 8, 2, 3], [0xfb, 9, 2, 0], [0xfb, 10, 3, 0], [0xfb, 11, 2], [0xfb, 12, 5],
      [0xfb, 13, 5], [0xfb, 14, 2], [0xfb, 15], [0xfb, 16, 2], [0xfb, 17, 2, 2], [0xfb, 18, 2, 0], [0xfb, 19, 3, 0], [0xfb, 20, 1], [0xfb, 21, 0x6b], [0xfb, 22, 2], [0xfb, 23, 0x6a],
      [0x02, 0x6e, 0x00, 0xfb, 24, 3, 0, 0x6e, 0x6b, 0x00, 0x0b], [0x02, 0x6e, 0x00, 0xfb, 25, 1, 0, 0x6e, 0x6b, 0x00, 0x0b], [0xfb, 26], [0xfb, 27], [0xfb, 28], [0xfb, 29], [0xfb, 30],
      [0xd3], [0xd4], [0xd0, 0x71], [0x14, 0], [0x15, 0], [0x02, 0x40, 0x00, 0xd5, 0, 0x00, 0x0b], [0x02, 0x6e, 0x00, 0xd6, 0, 0x00, 0x0b],
    ];
    // After each one `unreachable` empties the stack, so that any operands will do.
    const body = [0, 0x00, ...instructions.flatMap((instruction) => [...instruction, 0x00]), 0x0b];
    const bytes = new ModuleBytes()
      .section('type', types.length, ...types)
      .section('function', 1, 0)
      .section('element', 1, 5, 0x70, 0)
      .section('datacount', 1)
      .section('code', 1, [0x80 | (body.length & 0x7f), body.length >> 7], body)
      .section('data', 1, 1, 'x')
      .finish();
    const module = readModule(bytes);
    const decoded = decodeBody(module, module.functions.at(0)!);
    assert.equal(decoded.problem, null);
    const wanted = new Set([...OPCODES.values()].filter(({ code }) => code >>> 16 === 0xfb && code < 0xfb001f).map(({ code }) => code));
    for (const { opcode } of decoded.instructions) wanted.delete(opcode);
    assert.deepEqual([...wanted], []);
    if (!WebAssembly.validate(new ModuleBytes().section('type', 1, 0x5f, 0).finish())) return;
    assert.doesNotThrow(() => new WebAssembly.Module(bytes));
  });

  it('assemble to what they decode to', () => {
    const code = assemble([['local.get', 300], ['i64.const', -(2n ** 63n)], ['i32.load', 2, 70_000], ['block', ''], ['block', 'i64'], ['loop', 5], ['memory.copy', 0, 0], ['v128.load8_splat', 0, 1]]);
    assert.equal(Buffer.from(code).toString('hex'), '20ac024280808080808080808' + '07f2802f0a20402400' + '27e0305fc0a0000fd070001');
    assert.throws(() => assemble([['i32.add', 1]]), /1 immediates too many/);
    assert.throws(() => assemble([['local.get']]), /a number is wanted/);
    assert.throws(() => assemble([['local.got', 1]]), /unknown instruction/);
  });
});
