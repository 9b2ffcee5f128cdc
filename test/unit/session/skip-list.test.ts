import assert from 'node:assert/strict';
import fc from 'fast-check';
import { moduleOffset } from '../../../src/base/offsets';
import { skipList } from '../../../src/session/skip-list';

const range = (start: number, end: number): { start: ReturnType<typeof moduleOffset>; end: ReturnType<typeof moduleOffset> } => ({ start: moduleOffset(start), end: moduleOffset(end) });
const spans = (ranges: [number, number][], stops: number[]): [number, number][] =>
  skipList('1', ranges.map(([start, end]) => range(start, end)), stops).map(({ start, end }) => [start.columnNumber, end.columnNumber]);

describe('session: skip lists', () => {
  it('joins what touches or overlaps, in any order', () => assert.deepEqual(spans([[20, 30], [10, 20], [25, 40], [50, 60]], []), [[10, 40], [50, 60]]));
  it('leaves breakpoints out', () => assert.deepEqual(spans([[10, 20]], [15, 10, 40]), [[11, 15], [16, 20]]));

  it('covers exactly what was asked for, sorted and apart (V8 refuses anything else)', () => {
    const offsets = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(offsets, offsets)), fc.array(offsets), (pairs, stops) => {
        const ranges = pairs.map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
        const result = spans(ranges, stops);
        for (const [index, [start, end]] of result.entries()) assert.ok(start < end && (index === 0 || start > result[index - 1]![1]));
        for (let at = 0; at <= 60; at++) {
          const isWanted = ranges.some(([start, end]) => at >= start && at < end) && !stops.includes(at);
          assert.equal(result.some(([start, end]) => at >= start && at < end), isWanted, `offset ${at}`);
        }
      }),
    );
  });
});
