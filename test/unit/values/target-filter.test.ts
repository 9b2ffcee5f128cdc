import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { memoryAddress } from '../../../src/base/offsets';
import type { SourceLanguage } from '../../../src/symbols/module-symbols';
import type { TypeInfo } from '../../../src/symbols/type-info';
import type { Variable } from '../../../src/symbols/variable';
import { isFulfilled } from '../../../src/values/evaluate';
import { targetFilter } from '../../../src/values/target-filter';
import { CHAR, DOUBLE, INT, Program, U8, USIZE, base, field, pointerTo, structOf, typedef, variableAt } from './program';

const FRAME_BASE = 4_096;
const LONG = base('long long', 8, 'signed');
const UNSIGNED_LONG = base('unsigned long long', 8, 'unsigned');
const SHORT = base('short', 2, 'signed');
const FLOAT = base('float', 4, 'float');
const BOOL = base('bool', 1, 'boolean');
const POINT = structOf('Point', 12, [field('x', INT, 0), field('y', typedef('u8', U8), 4), field('flags', INT, 8, { offset: 0, size: 3 })]);

/** A program whose local 2 is the base of the frame, and whose local 5 is a value. */
const program = new Program();
let inLocal = 0;
program.local = ((index: number) => Promise.resolve(index === 2 ? FRAME_BASE : index === 5 ? inLocal : undefined)) as unknown as typeof program.local;

const variable = (name: string, type: TypeInfo, resolve: Variable['resolve']): Variable => ({ ...variableAt(name, type, { kind: 'optimised-out' }), available: true, resolve });
const inFrame = (name: string, type: TypeInfo, at: number): Variable => variable(name, type, async (frame) => ({ kind: 'memory', address: memoryAddress(Number(await frame.local(2)) + at) }));
const held = (name: string, type: TypeInfo): Variable =>
  variable(name, type, async (frame) => {
    const bytes = new Uint8Array(type.sizeBytes!);
    const all = new Uint8Array(8);
    new DataView(all.buffer).setInt32(0, Number(await frame.local(5)), true);
    bytes.set(all.subarray(0, bytes.length));
    return { kind: 'bytes', bytes };
  });

const IN_FRAME: Record<string, TypeInfo> = { i: INT, u: USIZE, s: SHORT, c: CHAR, b: U8, t: BOOL, l: LONG, m: UNSIGNED_LONG, f: FLOAT, d: DOUBLE };
const scope: Variable[] = [
  ...Object.entries(IN_FRAME).map(([name, type], index) => inFrame(name, type, index * 8)),
  inFrame('point', POINT, 96),
  inFrame('link', pointerTo(POINT), 112),
  held('held', INT),
  held('small', SHORT),
  held('byte', U8),
  program.variable('fixed', INT, 64),
  variable('both', INT, async (frame) => ({ kind: 'memory', address: memoryAddress(Number(await frame.local(2)) + Number(await frame.local(5))) })),
  variable('scaled', INT, async (frame) => ({ kind: 'memory', address: memoryAddress(Number(await frame.local(2)) * 2) })),
];

/** As V8 gives them to a condition: each local is an object that holds its value. */
function passes(filter: string): boolean {
  return asked(filter, { 2: { value: FRAME_BASE }, 5: { value: inLocal } }, [program.wasmMemory]);
}

const asked = (filter: string, locals: object, memories: readonly WebAssembly.Memory[]): boolean => runInNewContext(filter, { locals, memories }) as boolean;

const filterOf = (condition: string): Promise<string | null> => targetFilter(condition, scope);

describe('what V8 decides of a condition', () => {
  const names = [...Object.keys(IN_FRAME), 'point.x', 'point.y', 'held', 'small', 'byte'];

  it('is the debugger\'s own answer, for any memory', async () => {
    const comparison = fc.record({ name: fc.constantFrom(...names), operator: fc.constantFrom('==', '!=', '<', '<=', '>', '>='), literal: fc.oneof(fc.nat(3), fc.nat(0x7fff_ffff), fc.constantFrom(127, 128, 255, 256, 0x7fff)), turned: fc.boolean() });
    const text = fc.array(comparison, { minLength: 1, maxLength: 3 }).chain((parts) =>
      fc.constantFrom(' && ', ' || ').map((glue) => parts.map(({ name, operator, literal, turned }) => (turned ? `${literal} ${operator} ${name}` : `${name} ${operator} ${literal}`)).join(glue)),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.uint8Array({ minLength: 112, maxLength: 112 }), fc.integer(), fc.constantFrom<SourceLanguage>('c', 'rust'), async (condition, bytes, local, language) => {
        new Uint8Array(program.wasmMemory.buffer).set(bytes, FRAME_BASE);
        program.view.setUint8(FRAME_BASE + 40, bytes[40]! & 1);
        inLocal = local;
        const filter = await filterOf(condition);
        assert.ok(filter, condition);
        assert.equal(passes(filter), await isFulfilled(condition, scope, program, { ...program, memory: program.memory, language }), `${condition}: ${filter}`);
      }),
      { numRuns: 400 },
    );
  });

  it('is the first side of two that must hold, both of two where one is enough', async () => {
    inLocal = 4;
    const filter = await filterOf('held > 3 && link->x == 5');
    assert.equal(passes(filter!), true);
    inLocal = 3;
    assert.equal(passes(filter!), false);
    assert.equal(await filterOf('held > 3 || link->x == 5'), null);
    assert.equal(await filterOf('nowhere > 3 && held == 5'), null, 'that there is no such variable is said at the first arrival');
    assert.equal(passes((await filterOf('held'))!), true);
  });

  for (const condition of ['i == -1', 'u < 3000000000', 'd == 0.1', 'i == u', 'i + 1 == 2', 'link->x == 1', 'point.flags == 1', 'fixed == 1', 'both == 1', 'scaled == 1', 'nowhere == 1', '!i', 'i ==', 'point == 1']) {
    it(`is nothing for \`${condition}\``, async () => assert.equal(await filterOf(condition), null));
  }

  it('leaves to the debugger what the target cannot answer', async () => {
    const filter = (await filterOf('i == 1'))!;
    assert.equal(asked(filter, {}, []), true, 'V8 shows no locals of code that was optimised before it came');
    assert.equal(asked(filter, { 2: { value: 1 << 30 } }, [program.wasmMemory]), true, 'outside of the memory');
  });
});
