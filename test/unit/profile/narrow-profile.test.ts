import assert from 'node:assert/strict';
import { hotFunctions, hotLines } from '../../../src/profile/hot-spots';
import { narrowProfile, withoutIdle, type Narrowing } from '../../../src/profile/narrow-profile';
import { functionKey, nodeTimes, stackOf, type Profile } from '../../../src/profile/profile';
import { symbolicateProfile } from '../../../src/profile/symbolicate-profile';
import { MIX, candidate, recording } from './recording';

const slices = [recording()];
const whole = symbolicateProfile([{ name: 'main', slices }], { candidates: [candidate('mix', MIX)] });
const twoThreads = symbolicateProfile([{ name: 'main', slices }, { name: 'worker 1', slices }], { candidates: [candidate('mix', MIX)] });
const keyOf = (name: string): string => functionKey(whole.frames.find((each) => each.function === name)!);

const narrow = (profile: Profile, narrowing: Partial<Narrowing>): Profile => narrowProfile(profile, { thread: null, focus: null, hidden: new Set(), ...narrowing });
const stacks = (profile: Profile): Record<string, number> => {
  const { selfMs } = nodeTimes(profile);
  return Object.fromEntries([...selfMs].flatMap((ms, node) => (ms > 0 ? [[stackOf(profile, node).map((frame) => frame.function).join(' < '), ms]] : [])));
};

describe('profile: narrowed', () => {
  it('to nothing in particular is the profile itself', () => {
    assert.deepEqual(stacks(narrow(whole, {})), stacks(whole));
    assert.deepEqual(stacks(narrow(twoThreads, { focus: null })), stacks(twoThreads));
    assert.deepEqual(stacks(withoutIdle(whole)), Object.fromEntries(Object.entries(stacks(whole)).filter(([stack]) => stack !== '(idle)')));
  });

  it('to one function: its stacks begin with it, and a recursive call stays below', () => {
    assert.deepEqual(stacks(narrow(whole, { focus: keyOf('scramble()') })), { 'scramble()': 4, 'scramble() < scramble()': 1 });
    assert.deepEqual(stacks(narrow(whole, { focus: keyOf('js-to-wasm') })), { 'js-to-wasm < handle() < scramble()': 4, 'js-to-wasm < handle() < scramble() < scramble()': 1 });
  });

  it('without a function: its time counts for its caller, and what it called stands below that', () => {
    const hidden = narrow(whole, { hidden: new Set([keyOf('scramble()'), keyOf('js-to-wasm')]) });
    assert.deepEqual(stacks(hidden), { '(idle)': 1, main: 2, 'main < handle()': 5, '(garbage collector)': 1 });
    assert.equal(hotFunctions(hidden)[0]!.selfMs, 5);
  });

  it('without a function that nobody called: its own time goes with it, what it called stays', () => {
    assert.deepEqual(stacks(narrow(whole, { hidden: new Set([keyOf('main'), keyOf('js-to-wasm')]) })), { '(idle)': 1, 'handle() < scramble()': 4, 'handle() < scramble() < scramble()': 1, '(garbage collector)': 1 });
  });

  it('keeps the lines that were sampled in what stays', () => {
    assert.deepEqual(hotLines(narrow(whole, { hidden: new Set([keyOf('js-to-wasm')]) })), hotLines(whole));
    assert.deepEqual(hotLines(narrow(whole, { focus: keyOf('scramble()') })), hotLines(whole).filter(({ line }) => line === 4));
  });

  it('to one thread, and to a function of it', () => {
    const worker = narrow(twoThreads, { thread: 'worker 1', focus: keyOf('scramble()') });
    assert.deepEqual(stacks(worker), { '(thread worker 1) < scramble()': 4, '(thread worker 1) < scramble() < scramble()': 1 });
    // The second thread's time follows the first one's.
    assert.equal(worker.samples.startMs[0], 13);
    assert.deepEqual(worker.threads.map(({ name, node }) => [name, worker.frames[worker.nodes.frame[node]!]!.function]), [['main', '(thread main)'], ['worker 1', '(thread worker 1)']]);
    assert.deepEqual(Object.keys(stacks(narrow(twoThreads, { thread: 'main', hidden: new Set([keyOf('main')]) }))).every((stack) => stack.startsWith('(thread main)')), true);
  });
});
