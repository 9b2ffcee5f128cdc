import assert from 'node:assert/strict';
import { ByteWriter } from '../../../src/base/byte-writer';
import { LIMITS } from '../../../src/base/limits';
import { moduleOffset } from '../../../src/base/offsets';
import { snapForward } from '../../../src/wasm/function-body';
import type { WasmModule } from '../../../src/wasm/module';
import { readModule } from '../../../src/wasm/read-module';
import { formatWat, functionToWat } from '../../../src/wasm/wat';
import { moduleFieldsToWat } from '../../../src/wasm/wat-module';

const END = 0x0b;

/** A module of functions without parameters, from their bodies, with whatever stands between. */
function moduleOf(bodies: readonly Uint8Array[], sections: readonly (readonly [id: number, content: Uint8Array])[] = []): WasmModule {
  const out = new ByteWriter().bytes([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]).bytes([1, 4, 1, 0x60, 0, 0]);
  const add = (id: number, content: Uint8Array): void => void out.u8(id).uleb(content.length).bytes(content);
  add(3, new ByteWriter().uleb(bodies.length).bytes(new Uint8Array(bodies.length)).finish());
  for (const [id, content] of sections) if (id !== 0) add(id, content);
  const code = new ByteWriter().uleb(bodies.length);
  for (const body of bodies) code.uleb(body.length).bytes(body);
  add(10, code.finish());
  for (const [id, content] of sections) if (id === 0) add(id, content);
  return readModule(out.finish());
}

const repeated = (count: number, ...bytes: readonly number[]): Uint8Array => Uint8Array.from({ length: count * bytes.length }, (_, at) => bytes[at % bytes.length]!);
const bodyOf = (...parts: readonly Uint8Array[]): Uint8Array => parts.reduce<ByteWriter>((out, part) => out.bytes(part), new ByteWriter().u8(0)).finish();
const textOf = (module: WasmModule, position = 0): string => formatWat(functionToWat(module, module.functions.at(position)!));

describe('modules that lie about themselves', () => {
  const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const HUGE = [0xff, 0xff, 0xff, 0xff, 0x0f];
  const cases: readonly (readonly [string, readonly number[], RegExp])[] = [
    ['a section of 2^32 - 1 bytes', [10, ...HUGE, 0], /code at 0x8: section of 4294967295 bytes, but the file ends after 1/],
    ['a section size without end', [10, ...Array.from({ length: 20 }, () => 0x80)], /does not fit in 32 bits/],
    ['2^32 - 1 functions', [3, 5, ...HUGE], /4294967295 entries, more than the limit/],
    ['a name of 2^32 - 1 bytes', [2, 7, 1, ...HUGE, 0], /name of 4294967295 bytes/],
    ['a body of 2^32 - 1 bytes', [10, 6, 1, ...HUGE], /4294967295 bytes wanted/],
    ['bodies without declarations', [10, 4, 1, 2, 0, END], /1 bodies for 0 functions declared/],
    ['a recursive group of 2^32 - 1 types', [1, 7, 1, 0x4e, ...HUGE], /4294967295 entries/],
    ['a data segment of 2^32 - 1 bytes', [11, 7, 1, 1, ...HUGE], /4294967295 bytes wanted/],
    ['an expression that does not end', [6, 5, 1, 0x7f, 0, 0x41, 0], /global at 0x[\da-f]+: unexpected end/],
    ['a section that no version has', [0x7f, 0], /unknown section/],
    ['names of 2^32 - 1 functions', [0, 12, 4, 0x6e, 0x61, 0x6d, 0x65, 1, 5, ...HUGE], /4294967295 entries, more than the limit/],
  ];
  for (const [what, bytes, problem] of cases) {
    it(`${what}: a problem with its place`, () => {
      const module = readModule(Uint8Array.from([...HEADER, ...bytes]));
      assert.match(module.problems.map(({ message }) => message).join('\n'), problem);
      void [...moduleFieldsToWat(module)];
    });
  }
});

describe('bodies that ask for much', () => {
  it('hundreds of thousands of blocks in each other', () => {
    const depth = 150_000;
    const module = moduleOf([bodyOf(repeated(depth, 0x02, 0x40), repeated(depth + 1, END))]);
    const text = textOf(module);
    assert.equal(text.split('\n').length, 2 * depth + 3);
    assert.ok(text.length < 300 * 2 * depth, 'the indent is bounded');
    assert.equal(snapForward(module, moduleOffset(module.functions.at(0)!.bodyStart)), module.functions.at(0)!.bodyStart + 1 + 2 * depth);
  });

  it('fifty thousand locals in six bytes, again and again', () => {
    const body = new ByteWriter().u8(1).uleb(50_000).bytes([0x7f, END]).finish();
    const text = textOf(moduleOf([body]));
    assert.match(text, /and more locals: 50000 in all/);
    assert.ok(text.length < 30 * LIMITS.wasm.shownLocals);
  });

  it('three hundred thousand instructions in one function', () => {
    assert.equal(textOf(moduleOf([bodyOf(repeated(300_000, 0x01), Uint8Array.of(END))])).split('\n').length, 300_003);
  });

  it('a name of half a megabyte, called a hundred thousand times', () => {
    const name = new ByteWriter().name('n'.repeat(1 << 19)).finish();
    const functionNames = new ByteWriter().uleb(1).uleb(0).bytes(name).finish();
    const section = new ByteWriter().name('name').u8(1).uleb(functionNames.length).bytes(functionNames).finish();
    const module = moduleOf([bodyOf(repeated(100_000, 0x10, 0), Uint8Array.of(END))], [[0, section]]);
    assert.match(textOf(module), /\(func \$n{512} \(;0;\)/);
  });

  it('a hundred thousand exports of one function', () => {
    const exports = new ByteWriter().uleb(100_000);
    for (let index = 0; index < 100_000; index++) exports.bytes([0, 0, 0]);
    assert.ok(textOf(moduleOf([bodyOf(Uint8Array.of(END))], [[7, exports.finish()]])).split('(export "")').length > 100_000);
  });

  it('what no decoder knows is said, and the rest is shown as bytes, up to a bound', () => {
    const module = moduleOf([bodyOf(Uint8Array.of(0x01, 0xfb, 0x7f), repeated(10_000, 0xaa))]);
    const text = textOf(module);
    const { bodyStart } = module.functions.at(0)!;
    assert.ok(text.includes(`;; unknown opcode 0xfb 0x7f at 0x${(bodyStart + 2).toString(16)}\n`));
    assert.match(text, /;; fb 7f aa aa/);
    assert.match(text, /;; and 5906 more bytes/);
    assert.match(text, /nop\n[^]*\)\n$/);
  });
});

describe('name sections that ask for much', () => {
  it('a map of local names for each of a million functions', () => {
    const locals = new ByteWriter().uleb(1_000_000);
    for (let index = 0; index < 1_000_000; index++) locals.uleb(index).u8(0);
    const content = locals.finish();
    const section = new ByteWriter().name('name').u8(2).uleb(content.length).bytes(content).finish();
    const before = process.memoryUsage();
    const module = moduleOf([], [[0, section]]);
    assert.equal(module.names.locals(7).size, 0);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    assert.ok(heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers < 64 << 20);
  });
});
