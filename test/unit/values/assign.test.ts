import assert from 'node:assert/strict';
import type { TypeInfo } from '../../../src/symbols/type-info';
import { assign } from '../../../src/values/evaluate';
import { MemoryStorage } from '../../../src/values/storage';
import { Value } from '../../../src/values/value';
import { memoryAddress } from '../../../src/base/offsets';
import { DOUBLE, INT, Program, U8, base, enumOf, field, pointerTo, structOf } from './program';

describe('values: assignment', () => {
  const program = new Program();
  const pair = structOf('Pair', 8, [field('x', INT, 0), field('y', INT, 4)]);
  program.words(64, 1, 2);
  const scope = [program.variable('pair', pair, 64), program.variable('y', INT, 68), program.variable('p', pointerTo(INT), 72)];
  const place = (type: TypeInfo): Value => new Value(type, new MemoryStorage(program.memory, memoryAddress(128)), program);
  const bytesOf = async (type: TypeInfo, expression: string): Promise<number[]> => [...(await assign(place(type), expression, scope, program)).bytes];

  const cases: [string, TypeInfo, string, number[]][] = [
    ['integers, little endian', INT, '-2', [0xfe, 0xff, 0xff, 0xff]],
    ['what is computed', INT, 'y * 0x80', [0, 1, 0, 0]],
    ['characters', U8, "'A'", [65]],
    ['booleans', base('bool', 1, 'boolean'), 'y == 2', [1]],
    ['floats', base('float', 4, 'float'), '1', [0, 0, 0x80, 0x3f]],
    ['doubles', DOUBLE, '0.5', [0, 0, 0, 0, 0, 0, 0xe0, 0x3f]],
    ['pointers', pointerTo(INT), '&pair.y', [68, 0, 0, 0]],
    ['null', pointerTo(INT), 'null', [0, 0, 0, 0]],
    ['enumerators by name', enumOf('Colour', { RED: 0, GREEN: 5 }), 'Colour::GREEN', [5, 0, 0, 0]],
    ['whole structs', pair, 'pair', [1, 0, 0, 0, 2, 0, 0, 0]],
  ];
  for (const [what, type, expression, expected] of cases) it(`writes ${what}: ${expression}`, async () => assert.deepEqual(await bytesOf(type, expression), expected));

  const refused: [string, TypeInfo, string, RegExp][] = [
    ['what does not fit', U8, '256', /256 does not fit in u8/],
    ['a sign that the type lacks', U8, '-1', /does not fit/],
    ['fractions', INT, '1.5', /no whole number/],
    ['numbers for structs', pair, '1', /unfold it, and set what is in it/],
    ['structs for numbers', INT, 'pair', /is no number/],
    ['two for true', base('bool', 1, 'boolean'), '2', /does not fit in bool/],
  ];
  for (const [what, type, expression, why] of refused) it(`refuses ${what}`, async () => assert.rejects(bytesOf(type, expression), why));
});
