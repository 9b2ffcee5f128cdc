import assert from 'node:assert/strict';
import { Session } from 'node:inspector/promises';
import { ByteCursor } from '../../../src/base/byte-cursor';
import { DecodeError } from '../../../src/base/decode-error';
import { moduleOffset } from '../../../src/base/offsets';
import { decodeBody, breakableOffsets, instructionBoundaries, snapForward } from '../../../src/wasm/function-body';
import { readExpression, readInstruction } from '../../../src/wasm/instructions';
import { OPCODES } from '../../../src/wasm/opcodes';
import { readModule } from '../../../src/wasm/read-module';
import { fixture, fixtureNames } from '../../fixture-modules';
import { textToModule } from '../../fixtures/text-to-module';
import { ModuleBytes } from './module-bytes';

const decode = (...bytes: number[]) => readInstruction(new ByteCursor('code', Uint8Array.from(bytes)));

/** A body for one text of instructions, assembled by wabt; the text must type-check. */
async function mnemonicsOf(fields: string, body: string): Promise<string[]> {
  const module = readModule(await textToModule(`(module ${fields} (func ${body}))`));
  const { instructions, problem } = decodeBody(module, module.functions.at(-1)!);
  assert.equal(problem, null);
  return instructions.map(({ mnemonic }) => mnemonic);
}

describe('instructions', () => {
  it('has one row an opcode and one opcode a name, but for five', () => {
    const names = [...OPCODES.values()].map(({ mnemonic }) => mnemonic);
    const doubled = names.filter((name, index) => names.indexOf(name) !== index);
    assert.deepEqual([...new Set(doubled)].sort(), ['ref.cast', 'ref.cast_desc_eq', 'ref.i31_shared', 'ref.test', 'select']);
    assert.equal(OPCODES.get(0xc4)?.mnemonic, 'i64.extend32_s');
    assert.equal(OPCODES.get(0xfc0007)?.mnemonic, 'i64.trunc_sat_f64_u');
    assert.equal(OPCODES.get(0xfd0053)?.mnemonic, 'v128.any_true');
    assert.equal(OPCODES.get(0xfd00ff)?.mnemonic, 'f64x2.convert_low_i32x4_u');
    assert.equal(OPCODES.get(0xfd0113)?.mnemonic, 'i32x4.relaxed_dot_i8x16_i7x16_add_s');
    assert.equal(OPCODES.get(0xfe004e)?.mnemonic, 'i64.atomic.rmw32.cmpxchg_u');
  });

  it('decodes immediates of every shape', () => {
    assert.deepEqual(decode(0x41, 0x80, 0x80, 0x80, 0x80, 0x78).immediates, [{ kind: 'i32', value: -2147483648 }]);
    assert.deepEqual(decode(0x42, 0x7f).immediates, [{ kind: 'i64', value: -1n }]);
    assert.deepEqual(decode(0x43, 0, 0, 0xa0, 0x7f).immediates, [{ kind: 'f32', bits: 0x7fa00000 }]);
    assert.deepEqual(decode(0x0e, 2, 5, 6, 7).immediates, [{ kind: 'labels', value: [5, 6, 7] }]);
    assert.deepEqual(decode(0x28, 0x42, 1, 0x80, 1).immediates, [{ kind: 'memarg', memory: 1, alignBytes: 4, offset: 128n }]);
    assert.deepEqual(decode(0x02, 0x40).immediates, [{ kind: 'block', type: { result: null } }]);
    assert.deepEqual(decode(0x02, 0x7e).immediates, [{ kind: 'block', type: { result: 'i64' } }]);
    assert.deepEqual(decode(0x02, 0xc0, 0).immediates, [{ kind: 'block', type: { typeIndex: 64 } }]);
    assert.deepEqual(decode(0x02, 0x63, 0x05).immediates, [{ kind: 'block', type: { result: '(ref null 5)' } }]);
    assert.deepEqual(decode(0x1c, 1, 0x6f).immediates, [{ kind: 'types', value: ['externref'] }]);
    assert.deepEqual(decode(0xfb, 0x18, 0x03, 2, 0x6e, 0x6b).immediates, [
      { kind: 'cast', label: 2, from: { heap: 'any', nullable: true }, to: { heap: 'struct', nullable: true } },
    ]);
    assert.deepEqual(decode(0x1f, 0x40, 2, 0x00, 4, 1, 0x03, 0).immediates[1], {
      kind: 'clauses',
      value: [
        { keyword: 'catch', tag: 4, label: 1 },
        { keyword: 'catch_all_ref', tag: null, label: 0 },
      ],
    });
  });

  it('says what is unknown, and where', () => {
    assert.throws(() => decode(0x01, 0x27).end && decode(0x27), (error) => error instanceof DecodeError && error.reason === 'unknown opcode 0x27' && error.offset === 0);
    assert.throws(() => decode(0xfc, 0x80, 0x80, 0x80, 0x80, 0x0f), DecodeError);
    const module = readModule(new ModuleBytes().section('type', 1, 0x60, 0, 0).section('function', 1, 0).section('code', 1, 5, 0, 0x01, 0x27, 0x01, 0x0b).finish());
    const { instructions, problem } = decodeBody(module, module.functions.at(0)!);
    assert.deepEqual(instructions.map(({ mnemonic }) => mnemonic), ['nop']);
    assert.deepEqual([problem?.offset, problem?.reason], [module.functions.at(0)!.bodyStart + 2, 'unknown opcode 0x27']);
  });

  it('decodes relaxed SIMD, threads and 64-bit memory', async () => {
    assert.deepEqual(await mnemonicsOf('', '(param v128) (result v128) local.get 0 local.get 0 local.get 0 f32x4.relaxed_madd'), ['local.get', 'local.get', 'local.get', 'f32x4.relaxed_madd', 'end']);
    assert.deepEqual(await mnemonicsOf('(memory 1 1 shared)', '(result i32) atomic.fence i32.const 0 i32.const 1 i32.atomic.rmw16.xchg_u offset=2'), ['atomic.fence', 'i32.const', 'i32.const', 'i32.atomic.rmw16.xchg_u', 'end']);
    assert.deepEqual(await mnemonicsOf('(memory i64 1)', '(result i64) i64.const 5 i64.load offset=0x100000000'), ['i64.const', 'i64.load', 'end']);
  });

  it('ends every body of every fixture exactly at its end', () => {
    for (const name of fixtureNames()) {
      const module = readModule(fixture(name));
      for (const fn of module.functions) {
        const { instructions, problem } = decodeBody(module, fn);
        assert.equal(problem, null, `${name}: ${problem?.message}`);
        assert.equal(instructions.at(-1)?.end, fn.bodyEnd);
      }
    }
  });

  it('stops a constant expression at its own end', () => {
    const expression = readExpression(new ByteCursor('global', Uint8Array.of(0x41, 1, 0x23, 0, 0x6a, 0x0b, 0x41)));
    assert.deepEqual(expression.map(({ mnemonic }) => mnemonic), ['i32.const', 'global.get', 'i32.add', 'end']);
  });
});

describe('instruction boundaries', () => {
  it('hold the places where V8 can stop, in every fixture', async () => {
    const session = new Session();
    session.connect();
    const scripts: { scriptId: string; length: number }[] = [];
    session.on('Debugger.scriptParsed', ({ params }) => {
      if (params.url.startsWith('wasm://')) scripts.push({ scriptId: params.scriptId, length: params.endColumn });
    });
    try {
      await session.post('Debugger.enable');
      for (const name of fixtureNames()) {
        const bytes = fixture(name);
        const compiled = new WebAssembly.Module(bytes);
        const script = scripts.find(({ length }) => length === bytes.length);
        assert.ok(script && compiled, name);
        const module = readModule(bytes);
        const place = (columnNumber: number) => ({ scriptId: script.scriptId, lineNumber: 0, columnNumber });
        // V8 answers with a thousand places at most, so a function at a time.
        for (const fn of module.functions) {
          const { locations } = await session.post('Debugger.getPossibleBreakpoints', { start: place(fn.bodyStart), end: place(fn.bodyEnd) });
          const expected = [...breakableOffsets(module, fn)].slice(0, locations.length === 1000 ? 1000 : undefined);
          assert.deepEqual(expected, locations.map(({ columnNumber }) => columnNumber), `${name}, function ${fn.index}`);
        }
      }
    } finally {
      session.disconnect();
    }
  });

  it('snap forward within the body, as V8 does', () => {
    const module = readModule(fixture('features.wasm'));
    const fn = module.functions.at(1)!;
    const [first, second] = instructionBoundaries(module, fn);
    assert.equal(snapForward(module, fn.bodyStart), first);
    assert.equal(snapForward(module, moduleOffset(first!)), first);
    assert.equal(snapForward(module, moduleOffset(first! + 1)), second);
    assert.equal(snapForward(module, moduleOffset(fn.bodyEnd - 1)), fn.bodyEnd - 1, 'the final end is a place, too');
    assert.equal(snapForward(module, fn.bodyEnd), undefined);
    const blocks = module.functions.at(4)!;
    const opening = decodeBody(module, blocks).instructions.slice(0, 4);
    assert.deepEqual(opening.map(({ mnemonic }) => mnemonic), ['block', 'block', 'loop', 'local.get']);
    assert.equal(snapForward(module, opening[0]!.offset), opening[3]!.offset);
    assert.equal(snapForward(module, moduleOffset(0)), undefined);
  });
});
