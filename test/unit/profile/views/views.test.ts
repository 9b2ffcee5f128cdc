import assert from 'node:assert/strict';
import { symbolicateProfile } from '../../../../src/profile/symbolicate-profile';
import { bottomUp, sandwich, topDown, type CallTreeRow } from '../../../../src/profile/views/call-tree';
import { boxAt, widestBoxes, type FlameLayout } from '../../../../src/profile/views/flame-layout';
import { mergedLayout } from '../../../../src/profile/views/merged-layout';
import { toColumns } from '../../../../src/profile/views/profile-columns';
import { timelineLayout } from '../../../../src/profile/views/timeline-layout';
import { MIX, candidate, recording } from '../recording';

const columns = toColumns(symbolicateProfile([{ name: 'main', slices: [recording()] }], { candidates: [candidate('mix', MIX)] }));
const nameOf = (functionIndex: number): string => columns.functions[functionIndex]!.function;
const indexOf = (name: string): number => columns.functions.findIndex((each) => each.function === name);
const boxes = (layout: FlameLayout, row: number): unknown[] => [...layout.boxesFrom(row, -1)].map(({ node, startMs, endMs }) => [nameOf(columns.nodeFunction[node]!), startMs, endMs]);
const brief = (rows: readonly CallTreeRow[]): unknown[] => rows.map(({ function: index, selfMs, totalMs }) => [nameOf(index), selfMs, totalMs]);

describe('profile: views', () => {
  it('a flame graph in order of time: a box lasts while its function is on the stack', () => {
    const layout = timelineLayout(columns);
    assert.deepEqual(boxes(layout, 0), [['(idle)', 1, 2], ['main', 2, 9], ['(garbage collector)', 9, 10]]);
    assert.deepEqual(boxes(layout, 1), [['js-to-wasm', 3, 5], ['js-to-wasm', 6, 9]]);
    assert.deepEqual(boxes(layout, 4), [['scramble()', 8, 9]]);
    assert.equal(layout.widthMs, 10);
  });

  it('a merged one: equal stacks together, the longest first, idle left out where asked', () => {
    const all = mergedLayout(columns);
    assert.deepEqual(boxes(all, 0), [['main', 0, 7], ['(idle)', 7, 8], ['(garbage collector)', 8, 9]]);
    assert.deepEqual(boxes(all, 3), [['scramble()', 0, 5]]);
    const busy = mergedLayout(columns, (index) => columns.functions[index]!.class === 'idle');
    assert.deepEqual([busy.widthMs, boxes(busy, 0).length], [8, 2]);
  });

  it('finds the boxes of a function widest first, not where the first of them stands', () => {
    const found = (name: string): unknown[] => widestBoxes(timelineLayout(columns), (node) => nameOf(columns.nodeFunction[node]!) === name).map(({ startMs, endMs }) => [startMs, endMs]);
    assert.deepEqual(found('js-to-wasm'), [[6, 9], [3, 5]]);
    assert.deepEqual(found('nobody'), []);
  });

  it('draws no more boxes than there are pixels, and misses none that is wide enough', () => {
    const count = 1_000_000;
    const last = columns.nodeParent.length - 1;
    const many = timelineLayout({ ...columns, sampleNode: Int32Array.from({ length: count }, (_, index) => index % last), sampleStartMs: Float64Array.from({ length: count }, (_, index) => index), sampleEndMs: Float64Array.from({ length: count }, (_, index) => index + 1) });
    const drawn = (from: number, to: number, pixels: number): number[] => {
      const starts: number[] = [];
      many.draw({ depths: [0, 0], fromMs: from, toMs: to, msPerPixel: (to - from) / pixels }, (_, startMs) => starts.push(startMs));
      return starts;
    };
    assert.ok(drawn(0, count, 1_000).length <= 1_001);
    assert.deepEqual(drawn(last + 1, last + 3, 1_000), [last + 1, last + 2]);
    assert.equal(boxAt(many, 0, last + 1.5)?.startMs, last + 1);
    assert.equal(boxAt(many, 0, count + 1), null);
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
});
