import assert from 'node:assert/strict';
import { functionKey } from '../../../../src/profile/profile';
import { narrowProfile } from '../../../../src/profile/narrow-profile';
import { symbolicateProfile } from '../../../../src/profile/symbolicate-profile';
import { classActivity } from '../../../../src/profile/views/class-activity';
import fc from 'fast-check';
import { boxAt, type FlameBox, type FlameLayout } from '../../../../src/profile/views/flame-layout';
import { toColumns, type ProfileColumns } from '../../../../src/profile/views/profile-columns';
import { timelineLayout } from '../../../../src/profile/views/timeline-layout';
import { MIX, candidate, recording } from '../recording';

/** A worker that began half a recording later than the main thread. */
const profile = symbolicateProfile([{ name: 'main', slices: [recording(1_000)] }, { name: 'worker 1', slices: [recording(6_000)] }], { candidates: [candidate('mix', MIX)] });
const columns = toColumns(profile);
/** From the profile's time, in which threads follow one another, to the clock of them all. */
const [main, worker] = columns.threads.map(({ startMs, recordedFromMs }) => (ms: number): number => ms - startMs + recordedFromMs) as [(ms: number) => number, (ms: number) => number];
const boxes = (layout: FlameLayout, row: number, of: ProfileColumns = columns): unknown[] => [...layout.boxesFrom(row, -1)].map(({ node, startMs, endMs }) => [of.functions[of.nodeFunction[node]!]!.function, startMs, endMs]);

/** One thread that was on these nodes, each after a gap and for a while. */
function ofSamples(samples: readonly (readonly [node: number, gapMs: number, ms: number])[]): ProfileColumns {
  let atMs = 0;
  const starts: number[] = [];
  const ends = samples.map(([, gapMs, ms]) => (starts.push((atMs += gapMs)), (atMs += ms)));
  return { ...columns, threads: [{ name: 'main', node: 0, startMs: 0, endMs: atMs, recordedFromMs: 0 }], sampleNode: Int32Array.from(samples, ([node]) => node), sampleStartMs: Float64Array.from(starts), sampleEndMs: Float64Array.from(ends) };
}

/** The same boxes, made the plain way: sample by sample. */
function plainBoxes({ nodeParent, sampleNode, sampleStartMs, sampleEndMs }: ProfileColumns, depth: number): FlameBox[] {
  const boxes: { depth: number; startMs: number; endMs: number; node: number }[] = [];
  let wasStack: number[] = [];
  for (const [index, leaf] of sampleNode.entries()) {
    const stack: number[] = [];
    for (let at = leaf; at > 0; at = nodeParent[at]!) stack.unshift(at);
    const isGap = index > 0 && sampleStartMs[index]! - sampleEndMs[index - 1]! > 0.001;
    const node = stack[depth];
    if (node !== undefined && wasStack[depth] === node && !isGap) boxes.at(-1)!.endMs = sampleEndMs[index]!;
    else if (node !== undefined) boxes.push({ depth, startMs: sampleStartMs[index]!, endMs: sampleEndMs[index]!, node });
    wasStack = stack;
  }
  return boxes.filter(({ endMs }) => endMs > 0);
}

describe('profile: in order of time', () => {
  it('the busiest thread stands first, whichever was recorded first', () => {
    const threads = [{ name: 'main', slices: [recording()] }, { name: 'worker 1', slices: [recording(), recording(11_500)] }];
    const busier = toColumns(symbolicateProfile(threads, { candidates: [candidate('mix', MIX)] }));
    const layout = timelineLayout(busier);
    const titles = Array.from({ length: layout.rows }, (_, row) => boxes(layout, row, busier)[0]).map((box) => String((box as unknown[] | undefined)?.[0])).filter((name) => name.startsWith('(thread '));
    assert.deepEqual(titles, ['(thread worker 1)', '(thread main)']);
  });

  it('threads stand below one another, each where it was on the clock', () => {
    const layout = timelineLayout(columns);
    const rows = Array.from({ length: layout.rows }, (_, row) => boxes(layout, row));
    assert.equal(layout.widthMs, worker(20));
    assert.equal(columns.threads[1]!.recordedFromMs - columns.threads[0]!.recordedFromMs, 5);
    const titles = rows.flatMap((row, index) => (String(row[0]).startsWith('(thread ') ? [index] : []));
    assert.deepEqual(titles.map((index) => rows[index]), [[['(thread main)', main(1), main(10)]], [['(thread worker 1)', worker(11), worker(20)]]]);
    assert.deepEqual(rows[titles[1]! - 1], [], 'an empty row between');
    assert.deepEqual(rows[titles[1]! + 1], [['(idle)', worker(11), worker(12)], ['main', worker(12), worker(19)], ['(garbage collector)', worker(19), worker(20)]]);
  });

  it('what was left out of the profile is a gap', () => {
    const focus = functionKey(profile.frames.find((frame) => frame.class === 'glue')!);
    const narrowed = toColumns(narrowProfile(profile, { thread: 'main', focus, hidden: new Set() }));
    assert.deepEqual(boxes(timelineLayout(narrowed), 0, narrowed), [['(thread main)', main(1), main(10)]]);
    assert.deepEqual(boxes(timelineLayout(narrowed), 1, narrowed), [['js-to-wasm', main(3), main(5)], ['js-to-wasm', main(6), main(9)]]);
  });

  it('any samples: boxes follow one another, each pixel shows what was there, and neighbours find one another', () => {
    const anySamples = fc.array(fc.tuple(fc.nat(columns.nodeParent.length - 1), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 700 });
    fc.assert(fc.property(anySamples, fc.integer({ min: 1, max: 50 }), (samples, pixels) => {
      const one = ofSamples(samples);
      const layout = timelineLayout(one);
      for (let row = 0; row < layout.rows; row++) {
        const all = [...layout.boxesFrom(row, -1)];
        assert.deepEqual(all.filter(({ endMs }) => endMs > 0), plainBoxes(one, row), `row ${row}`);
        for (const [index, box] of all.entries()) {
          assert.ok(index === 0 || all[index - 1]!.endMs <= box.startMs);
          if (box.endMs > box.startMs) assert.deepEqual(boxAt(layout, row, (box.startMs + box.endMs) / 2), box);
        }
        const long = all.filter(({ startMs, endMs }) => endMs > startMs);
        for (const [index, box] of long.entries()) if (index > 0 && long[index - 1]!.endMs === box.startMs) assert.deepEqual(layout.boxBefore(row, box.startMs)?.endMs, box.startMs);
      }
      const msPerPixel = layout.widthMs / pixels;
      // Times are sums of fractions.
      const tolerance = 1.000_001 * msPerPixel;
      const drawn: FlameBox[] = [];
      layout.draw({ depths: [0, layout.rows], fromMs: 0, toMs: layout.widthMs, msPerPixel }, (depth, startMs, endMs, node) => drawn.push({ depth, startMs, endMs, node }));
      assert.ok(drawn.length <= (pixels + 1) * layout.rows);
      for (const wide of Array.from({ length: layout.rows }, (_, row) => [...layout.boxesFrom(row, -1)]).flat().filter(({ startMs, endMs }) => endMs > startMs && endMs - startMs >= 2 * tolerance)) {
        assert.ok(drawn.some(({ depth, node, startMs, endMs }) => depth === wide.depth && node === wide.node && startMs < wide.startMs + tolerance && endMs > wide.endMs - tolerance && endMs <= wide.endMs), 'none that is wide enough is missing');
      }
    }), { numRuns: 60 });
  });

  it('tells when code of one kind ran, of all threads together', () => {
    const wasm = classActivity(columns, 'wasm');
    assert.equal(wasm.totalMs, 10);
    assert.deepEqual([[0, 3], [3, 4.5], [4.5, 6], [6, 100], [0, 100]].map(([from, to]) => wasm.busyMs(main(from!), main(to!))), [0, 1.5, 0.5, 8, 10]);
    assert.equal(classActivity(columns, 'glue').totalMs, 0);
  });
});
