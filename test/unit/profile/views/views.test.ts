import assert from 'node:assert/strict';
import { symbolicateProfile } from '../../../../src/profile/symbolicate-profile';
import { bottomUp, sandwich, topDown, type CallTreeRow } from '../../../../src/profile/views/call-tree';
import { boxAt, mergedLayout, timeOrderLayout, visibleBoxes, type FlameRow } from '../../../../src/profile/views/flame-layout';
import { toColumns } from '../../../../src/profile/views/profile-columns';
import { MIX, candidate, recording } from '../recording';

const columns = toColumns(symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: [candidate('mix', MIX)] }));
const nameOf = (functionIndex: number): string => columns.functions[functionIndex]!.function;
const indexOf = (name: string): number => columns.functions.findIndex((each) => each.function === name);
const boxes = ({ starts, ends, nodes }: FlameRow): unknown[] => [...starts].map((start, index) => [nameOf(columns.nodeFunction[nodes[index]!]!), start, ends[index]]);
const brief = (rows: readonly CallTreeRow[]): unknown[] => rows.map(({ function: index, selfMs, totalMs }) => [nameOf(index), selfMs, totalMs]);

describe('profile: views', () => {
  it('a flame graph in order of time: a box lasts while its function is on the stack', () => {
    const { rows, widthMs } = timeOrderLayout(columns);
    assert.deepEqual(boxes(rows[0]!), [['(idle)', 1, 2], ['main', 2, 9], ['(garbage collector)', 9, 10]]);
    assert.deepEqual(boxes(rows[1]!), [['js-to-wasm', 3, 5], ['js-to-wasm', 6, 9]]);
    assert.deepEqual(boxes(rows[4]!), [['scramble()', 8, 9]]);
    assert.equal(widthMs, 10);
  });

  it('a merged one: equal stacks together, the longest first, idle left out where asked', () => {
    const all = mergedLayout(columns);
    assert.deepEqual(boxes(all.rows[0]!), [['main', 0, 7], ['(idle)', 7, 8], ['(garbage collector)', 8, 9]]);
    assert.deepEqual(boxes(all.rows[3]!), [['scramble()', 0, 5]]);
    const busy = mergedLayout(columns, (index) => columns.functions[index]!.class === 'idle');
    assert.deepEqual([busy.widthMs, boxes(busy.rows[0]!).length], [8, 2]);
  });

  it('draws no more boxes than there are pixels, and misses none that is wide enough', () => {
    const count = 100_000;
    const row: FlameRow = { starts: Float64Array.from({ length: count }, (_, index) => index), ends: Float64Array.from({ length: count }, (_, index) => index + 1), nodes: new Int32Array(count) };
    const drawn = (from: number, to: number, msPerPixel: number): number[] => {
      const seen: number[] = [];
      visibleBoxes(row, from, to, msPerPixel, (index) => seen.push(index));
      return seen;
    };
    assert.ok(drawn(0, count, count / 1_000).length <= 1_001);
    assert.deepEqual(drawn(10, 14, 0.1), [10, 11, 12, 13]);
    assert.equal(boxAt(row, 17.5), 17);
    assert.equal(boxAt(row, count + 1), -1);
  });

  it('a call tree from above', () => {
    const roots = topDown(columns);
    assert.deepEqual(brief(roots), [['main', 2, 7], ['(idle)', 1, 1], ['(garbage collector)', 1, 1]]);
    const scramble = roots[0]!.children()[0]!.children()[0]!.children();
    assert.deepEqual(brief(scramble), [['scramble()', 4, 5]]);
    assert.deepEqual(brief(scramble[0]!.children()), [['scramble()', 1, 1]]);
    assert.equal(scramble[0]!.children()[0]!.hasChildren, false);
  });

  it('and from below: who called what spent the time', () => {
    const [scramble] = bottomUp(columns);
    assert.deepEqual(brief([scramble!]), [['scramble()', 5, 5]]);
    assert.deepEqual(brief(scramble!.children()), [['handle()', 0, 4], ['scramble()', 4, 1]]);
  });

  it('one function between its callers and what it calls; recursion counts once', () => {
    const { callers, callees } = sandwich(columns, indexOf('scramble()'));
    assert.deepEqual(brief(callers), [['handle()', 0, 5]]);
    assert.deepEqual(brief(callers[0]!.children()), [['js-to-wasm', 0, 5]]);
    assert.deepEqual(brief(callees), [['scramble()', 1, 1]]);
    assert.deepEqual(brief(sandwich(columns, indexOf('main')).callers), []);
  });

  it('lays a million samples out', () => {
    const samples = Array.from({ length: 1_000_000 }, (_, index) => ({ node: index % columns.nodeParent.length, startMs: index, durationMs: 1 }));
    const { rows } = timeOrderLayout({ ...columns, sampleNode: Int32Array.from(samples, ({ node }) => node), sampleStartMs: Float64Array.from(samples, ({ startMs }) => startMs), sampleEndMs: Float64Array.from(samples, ({ startMs }) => startMs + 1) });
    assert.ok(rows[0]!.starts.length > 100_000);
    for (const { starts, ends } of rows) assert.ok(starts.every((start, index) => start < ends[index]! && (index === 0 || start >= ends[index - 1]!)));
  });
});
