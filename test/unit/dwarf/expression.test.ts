import assert from 'node:assert/strict';
import { ByteWriter } from '../../../src/base/byte-writer';
import { DecodeError } from '../../../src/base/decode-error';
import { Encoding } from '../../../src/dwarf/constants';
import type { ExpressionContext, LocationPart } from '../../../src/dwarf/expression';
import { evaluateLocation, UnavailableValue } from '../../../src/dwarf/expression';
import { locationText } from '../../../src/dwarf/expression-text';
import { Op } from '../../../src/dwarf/operations';
import type { StackValue } from '../../../src/dwarf/stack-value';
import { bytesOf, generic } from '../../../src/dwarf/stack-value';

const format = { version: 5, addressSize: 4, offsetSize: 4 };

function context(locals: readonly StackValue[], changes: Partial<ExpressionContext> = {}): ExpressionContext {
  return {
    format,
    wasmValue: (kind, index) => Promise.resolve(kind === 0 ? locals[index] : undefined),
    memory: (address, size) => Promise.resolve(Uint8Array.from({ length: size }, (_, index) => Number(address) + index)),
    frameBase: () => Promise.resolve(0x1000n),
    memoryBase: () => Promise.resolve(0n),
    threadLocalBase: () => Promise.resolve(0x500n),
    addressAt: (index) => 0x400 + index,
    baseType: (offset) => ({ encoding: offset === 1 ? Encoding.unsigned : Encoding.float, sizeBytes: 8 }),
    ...changes,
  };
}

const i32 = (value: number): StackValue => generic(BigInt(value), 32);
const i64 = (value: bigint): StackValue => generic(value, 64);

function evaluate(bytes: readonly number[], locals: readonly StackValue[] = [], changes: Partial<ExpressionContext> = {}): Promise<LocationPart[]> {
  return evaluateLocation({ bytes: Uint8Array.from(bytes), start: 0, end: bytes.length }, context(locals, changes));
}

async function valueOf(bytes: readonly number[], locals: readonly StackValue[] = []): Promise<bigint> {
  const [part] = await evaluate([...bytes, Op.stack_value], locals);
  assert.equal(part!.location.kind, 'value');
  return BigInt.asIntN(64, Buffer.from(bytesOf((part!.location as { value: StackValue }).value, 8)).readBigInt64LE());
}

const uleb = (value: number): number[] => [...new ByteWriter().uleb(value).finish()];
const sleb = (value: number): number[] => [...new ByteWriter().sleb(value).finish()];

describe('expressions', () => {
  it('place a variable relative to the frame base', async () => {
    assert.deepEqual(await evaluate([Op.fbreg, ...sleb(-8)]), [{ location: { kind: 'memory', address: 0xff8n }, sizeBits: null, offsetBits: 0 }]);
  });

  it('place a variable in a Wasm local, or at the address that it holds', async () => {
    const local = [Op.WASM_location, 0, ...uleb(1)];
    assert.equal(await valueOf(local, [i32(1), i32(-5)]), -5n);
    assert.deepEqual((await evaluate(local, [i32(1), i32(64)]))[0]!.location, { kind: 'memory', address: 64n });
  });

  it('count addresses from where the data of a loaded library begins, unless they say so themselves', async () => {
    const base = { memoryBase: () => Promise.resolve(0x9000n) };
    const address = [Op.addr, 0x10, 0, 0, 0];
    const memoryAt = async (bytes: number[], changes: Partial<ExpressionContext>): Promise<unknown> => (await evaluate(bytes, [i32(0x9000)], changes))[0]!.location;
    assert.deepEqual(await memoryAt(address, base), { kind: 'memory', address: 0x9010n });
    assert.deepEqual(await memoryAt([Op.addrx, 0], base), { kind: 'memory', address: 0x9400n });
    assert.deepEqual(await memoryAt([Op.WASM_location, 0, 0, ...address, Op.plus], base), { kind: 'memory', address: 0x9010n });
    await assert.rejects(evaluate(address, [], { memoryBase: () => Promise.resolve(undefined) }), /where the data of this module begins/);
  });

  it('compute in the width of what they compute with', async () => {
    const local = [Op.WASM_location, 0, 0];
    assert.equal(await valueOf([...local, Op.lit0 + 1, Op.shr], [i32(-2)]), 0x7fffffffn);
    assert.equal(await valueOf([...local, Op.lit0 + 1, Op.shra], [i32(-2)]), -1n);
    assert.equal(await valueOf([...local, Op.plus_uconst, ...uleb(1)], [i64(0xffffffffn)]), 0x100000000n);
    assert.equal(await valueOf([...local, Op.lit0 + 3, Op.mul, Op.neg], [i32(7)]), -21n);
    assert.equal(await valueOf([...local, Op.consts, ...sleb(-2), Op.div], [i32(7)]), -3n);
    assert.equal(await valueOf([...local, Op.lit0 + 3, Op.gt], [i32(7)]), 1n);
  });

  it('move the stack about', async () => {
    const three = [Op.lit0 + 1, Op.lit0 + 2, Op.lit0 + 3];
    assert.equal(await valueOf([...three, Op.rot, Op.drop]), 1n);
    assert.equal(await valueOf([...three, Op.swap]), 2n);
    assert.equal(await valueOf([...three, Op.over]), 2n);
    assert.equal(await valueOf([...three, Op.pick, 2]), 1n);
  });

  it('jump, and end when they run in circles', async () => {
    assert.equal(await valueOf([Op.lit0 + 5, Op.skip, 1, 0, Op.drop]), 5n);
    await assert.rejects(evaluate([Op.skip, 0xfd, 0xff]), /runs for ever/);
    await assert.rejects(evaluate([Op.skip, 1, 0, Op.const1u, 0]), /middle of an operation/);
  });

  it('convert between types', async () => {
    assert.equal(await valueOf([Op.WASM_location, 0, 0, Op.convert, 1], [i32(-1)]), 0xffffffffn);
    const [part] = await evaluate([Op.lit0 + 3, Op.convert, 2, Op.stack_value]);
    assert.deepEqual(part!.location, { kind: 'value', value: { kind: 'float', value: 3, sizeBytes: 8 } });
  });

  it('put a value together from pieces', async () => {
    const parts = await evaluate([Op.WASM_location, 0, 0, Op.stack_value, Op.piece, 4, Op.piece, 4, Op.fbreg, 0, Op.piece, 8], [i32(9)]);
    assert.deepEqual(parts.map(({ location, sizeBits }) => [location.kind, sizeBits]), [['value', 32], ['optimised-out', 32], ['memory', 64]]);
  });

  it('say what is gone', async () => {
    assert.deepEqual((await evaluate([Op.entry_value, 3, Op.WASM_location, 0, 0, Op.stack_value]))[0]!.location, { kind: 'optimised-out' });
    await assert.rejects(evaluate([Op.WASM_location, 2, 0]), UnavailableValue);
    await assert.rejects(evaluate([Op.reg0]), UnavailableValue);
  });

  it('find thread-local storage and indexed addresses', async () => {
    assert.deepEqual((await evaluate([Op.const1u, 8, Op.GNU_push_tls_address]))[0]!.location, { kind: 'memory', address: 0x508n });
    assert.deepEqual((await evaluate([Op.addrx, 2]))[0]!.location, { kind: 'memory', address: 0x402n });
  });

  it('fail as malformed, never otherwise', async () => {
    for (const bytes of [[Op.plus], [Op.drop], [Op.implicit_value, 9], [0x01], [Op.WASM_location, 7, 0], [Op.lit0 + 1, Op.lit0, Op.div]]) {
      await assert.rejects(evaluate(bytes), DecodeError, `bytes ${bytes.join(' ')}`);
    }
  });

  it('read as text', () => {
    const text = (...bytes: number[]): string => locationText({ bytes: Uint8Array.from(bytes), start: 0, end: bytes.length }, { ...format, addressAt: () => 0x400 });
    assert.equal(text(Op.fbreg, 12), 'fbreg 12');
    assert.equal(text(Op.WASM_location, 0, 3, Op.stack_value), 'wasm local 3');
    assert.equal(text(Op.addr, 0, 4, 0, 0), 'memory 0x400');
    assert.equal(text(Op.WASM_location, 0, 3, Op.stack_value, Op.piece, 4), 'piece wasm local 3, piece 4');
    assert.equal(text(), 'optimised out');
  });
});
