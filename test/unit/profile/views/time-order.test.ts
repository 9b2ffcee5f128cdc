import assert from 'node:assert/strict';
import { functionKey } from '../../../../src/profile/profile';
import { narrowProfile } from '../../../../src/profile/narrow-profile';
import { symbolicateProfile } from '../../../../src/profile/symbolicate-profile';
import { classActivity } from '../../../../src/profile/views/class-activity';
import { timeOrderLayout, type FlameRow } from '../../../../src/profile/views/flame-layout';
import { toColumns, type ProfileColumns } from '../../../../src/profile/views/profile-columns';
import { MIX, candidate, recording } from '../recording';

/** A worker that began half a recording later than the main thread. */
const profile = symbolicateProfile([{ name: 'main', slices: [recording(1_000)] }, { name: 'worker 1', slices: [recording(6_000)] }], { candidates: [candidate('mix', MIX)] });
const columns = toColumns(profile);
/** From the profile's time, in which threads follow one another, to the clock of them all. */
const [main, worker] = columns.threads.map(({ startMs, recordedFromMs }) => (ms: number): number => ms - startMs + recordedFromMs) as [(ms: number) => number, (ms: number) => number];
const boxes = ({ starts, ends, nodes }: FlameRow, of: ProfileColumns = columns): unknown[] => [...starts].map((start, index) => [of.functions[of.nodeFunction[nodes[index]!]!]!.function, start, ends[index]]);

describe('profile: in order of time', () => {
  it('threads stand below one another, each where it was on the clock', () => {
    const { rows, widthMs } = timeOrderLayout(columns);
    assert.equal(widthMs, worker(20));
    assert.equal(columns.threads[1]!.recordedFromMs - columns.threads[0]!.recordedFromMs, 5);
    const titles = rows.flatMap((row, index) => (String(boxes(row)[0]).startsWith('(thread ') ? [index] : []));
    assert.deepEqual(titles.map((index) => boxes(rows[index]!)), [[['(thread main)', main(1), main(10)]], [['(thread worker 1)', worker(11), worker(20)]]]);
    assert.deepEqual(boxes(rows[titles[1]! - 1]!), [], 'an empty row between');
    assert.deepEqual(boxes(rows[titles[1]! + 1]!), [['(idle)', worker(11), worker(12)], ['main', worker(12), worker(19)], ['(garbage collector)', worker(19), worker(20)]]);
  });

  it('what was left out of the profile is a gap', () => {
    const focus = functionKey(profile.frames.find((frame) => frame.class === 'glue')!);
    const narrowed = toColumns(narrowProfile(profile, { thread: 'main', focus, hidden: new Set() }));
    assert.deepEqual(boxes(timeOrderLayout(narrowed).rows[0]!, narrowed), [['(thread main)', main(1), main(10)]]);
    assert.deepEqual(boxes(timeOrderLayout(narrowed).rows[1]!, narrowed), [['js-to-wasm', main(3), main(5)], ['js-to-wasm', main(6), main(9)]]);
  });

  it('tells when code of one kind ran, of all threads together', () => {
    const wasm = classActivity(columns, 'wasm');
    assert.equal(wasm.totalMs, 10);
    assert.deepEqual([[0, 3], [3, 4.5], [4.5, 6], [6, 100], [0, 100]].map(([from, to]) => wasm.busyMs(main(from!), main(to!))), [0, 1.5, 0.5, 8, 10]);
    assert.equal(classActivity(columns, 'glue').totalMs, 0);
  });
});
