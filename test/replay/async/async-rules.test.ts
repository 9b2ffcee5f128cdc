import assert from 'node:assert/strict';
import { blockedLoop } from '../../../src/analysis/async/blocked-loop';
import { floatingCall } from '../../../src/analysis/async/floating-call';
import { lateRejection } from '../../../src/analysis/async/late-rejection';
import { neverSettled } from '../../../src/analysis/async/never-settled';
import { overlappingCall } from '../../../src/analysis/async/overlapping-call';
import { promiseAsValue } from '../../../src/analysis/async/promise-as-value';
import { reentrantCall } from '../../../src/analysis/async/reentrant-call';
import type { TraceFrame } from '../../../src/trace/event';
import { replay, stackAt, type BriefEvent } from '../events';

const ALL = [promiseAsValue, floatingCall, overlappingCall, reentrantCall, neverSettled, lateRejection, blockedLoop];
const rulesOf = (events: readonly BriefEvent[]): string[] => replay(ALL, events).findings.map(({ rule, at }) => `${rule} ${at?.line ?? '-'}`);

const js = (line: number, more: Partial<Extract<TraceFrame, { kind: 'js' }>> = {}): TraceFrame => ({ kind: 'js', function: 'f', file: '/app/service.mjs', line, column: 1, ...more });
const builtIn = (name: string): TraceFrame => js(0, { function: name, file: '' });
const stack = (id: number, ...frames: TraceFrame[]): BriefEvent => ({ kind: 'stack', id, frames });
const event = (brief: object): BriefEvent => brief as BriefEvent;

const interleaved = (more: object): BriefEvent =>
  event({ kind: 'interleaved', how: 'calls', instance: 1, module: 'm', firstExport: 'begin', firstStack: 1, secondExport: 'begin', secondStack: 2, effect: 'depends', count: 1, pairs: 0, inverted: 0, changedWords: 3, result: 5, resultAlone: 4, ...more });
const unobserved = (more: object = {}): BriefEvent =>
  event({ kind: 'promise-unobserved', id: 1, origin: 'async-function', name: 'infer', call: 'run', stack: 3, operation: 1, inRequest: true, pendingMs: 20, settled: true, answered: true, endedResponse: false, ...more });
const pending = (more: object = {}): BriefEvent => event({ kind: 'promise-pending', site: 4, id: 7, call: 'ask', origin: 'executor', operation: 1, ageMs: 5_000, lost: false, ...more });
const settled = (count: number, maxMs: number, late: number[] = []): BriefEvent => event({ kind: 'promise-settled', site: 4, call: 'ask', count, maxMs, totalMs: count * maxMs, late });

describe('async rules', () => {
  const TWO = [stackAt(1, '/app/service.mjs', 10), stackAt(2, '/app/service.mjs', 20)];
  const CALLED = stack(3, js(1, { function: 'infer' }), js(30));
  const MADE = stack(4, js(42), builtIn('Promise'), js(40));

  it('overlapping-call: one for the module, at the second entry, with what the call gives alone', () => {
    const { findings } = replay(ALL, [...TWO, interleaved({ effect: 'independent' }), interleaved({}), interleaved({ effect: 'unknown', count: 4 })]);
    assert.deepEqual(findings.map(({ rule, at, related, evidence }) => [rule, at?.line, related[0]?.at.line, evidence]), [['async/overlapping-call', 20, 10, { times: 5, firstExport: 'begin', secondExport: 'begin', changedWords: 3, result: 5, resultAlone: 4 }]]);
  });

  it('overlapping-call: passing each other without effect is no fault; what could not be judged is said', () => {
    assert.deepEqual(rulesOf([...TWO, interleaved({ effect: 'independent' })]), []);
    const { findings, notObserved } = replay(ALL, [...TWO, interleaved({ effect: 'unknown' })]);
    assert.deepEqual([findings, notObserved.map(({ rule }) => rule)], [[], ['async/overlapping-call', 'async/out-of-order']]);
  });

  it('out-of-order: only where it is how they are served', () => {
    const inverted = interleaved({ count: 0, pairs: 1, inverted: 1 });
    const inOrder = interleaved({ count: 0, pairs: 1 });
    assert.deepEqual(rulesOf([...TWO, interleaved({}), inverted, inverted, inOrder]), ['async/overlapping-call 20', 'async/out-of-order 20']);
    assert.deepEqual(rulesOf([...TWO, interleaved({}), inverted, inOrder, inOrder]), ['async/overlapping-call 20']);
  });

  it('floating-call: at the calling line; silent where somebody reacts later, the response was its end, or nobody can wait', () => {
    assert.deepEqual(rulesOf([CALLED, unobserved()]), ['async/floating-call 30']);
    assert.deepEqual(rulesOf([CALLED, unobserved(), event({ kind: 'promise-observed', id: 1 })]), []);
    assert.deepEqual(rulesOf([CALLED, unobserved({ endedResponse: true })]), []);
    assert.deepEqual(rulesOf([stack(3, js(1), js(30, { topLevel: true, function: null })), unobserved({ inRequest: false })]), []);
    assert.deepEqual(rulesOf([stack(3, js(1), js(524, { file: 'node:events', function: 'emit' })), unobserved()]), []);
    assert.deepEqual(rulesOf([stack(3, js(1), js(9, { file: '/app/node_modules/framework/index.js' })), unobserved()]), []);
  });

  it('never-settled: far older than its siblings, collected, or what the program ends waiting for; at the promise, not the call', () => {
    assert.deepEqual(rulesOf([MADE, settled(5, 20), pending()]), ['async/never-settled 40']);
    assert.deepEqual(rulesOf([MADE, settled(1, 20), pending({ ageMs: 300, lost: true })]), ['async/never-settled 40']);
    assert.deepEqual(rulesOf([MADE, pending({ ageMs: 3 }), event({ kind: 'thread-end', exitCode: 13, reason: 'exit' })]), ['async/never-settled 40']);
  });

  it('never-settled: silent about long polls, the first of its kind, and what was settled in the end', () => {
    assert.deepEqual(rulesOf([MADE, settled(5, 2_000), pending()]), []);
    assert.deepEqual(rulesOf([MADE, pending()]), []);
    assert.deepEqual(rulesOf([MADE, settled(5, 20), pending(), settled(1, 6_000, [7])]), []);
  });

  it('promise-as-value: one for a function, at its definition; else where the value is taken', () => {
    const coerced = (more: object): BriefEvent => event({ kind: 'promise-coerced', how: 'import-result', wanted: 'i32', import: 'env.row', definedAt: { file: '/app/host.mjs', line: 7, column: 3, function: 'row' }, stack: 1, count: 2, ...more });
    const { findings } = replay(ALL, [...TWO, coerced({}), coerced({ stack: 2 })]);
    assert.deepEqual(findings.map(({ at, evidence }) => [at?.file, at?.line, evidence['times']]), [['/app/host.mjs', 7, 4]]);
    assert.deepEqual(rulesOf([...TWO, coerced({ how: 'number', wanted: null, import: null, definedAt: null })]), ['async/promise-as-value 10']);
    assert.deepEqual(rulesOf([...TWO, coerced({ definedAt: { file: 'node:fs', line: 1, column: 1, function: 'read' } })]), ['async/promise-as-value 10']);
  });

  it('reentrant-call: an outcome that changed, no recursion by design, no allocator', () => {
    const reentered = (more: object): BriefEvent => event({ kind: 'reentered', instance: 1, module: 'm', outerExport: 'train', innerExport: 'cancel', import: 'env.progress', stack: 1, depth: 2, clobberedWords: 1, outcomeChanged: true, count: 3, ...more });
    assert.deepEqual(rulesOf([...TWO, reentered({})]), ['async/reentrant-call 10']);
    for (const innocent of [{ outcomeChanged: false }, { depth: 4 }, { innerExport: 'malloc' }]) assert.deepEqual(rulesOf([...TWO, reentered(innocent)]), []);
  });

  it('late-rejection: after the response only', () => {
    const rejected = (afterResponseMs: number | null): BriefEvent => event({ kind: 'late-rejection', stack: 3, call: 'run', name: 'infer', afterResponseMs, error: 'RuntimeError' });
    assert.deepEqual(rulesOf([CALLED, rejected(12)]), ['async/late-rejection 30']);
    assert.deepEqual(rulesOf([CALLED, rejected(null)]), []);
    const { findings: [ofCall] } = replay(ALL, [stackAt(1, '/app/a.mjs', 7), event({ kind: 'late-rejection', stack: 1, call: 'run', name: 'run', afterResponseMs: 12, error: 'RuntimeError' })]);
    assert.deepEqual([ofCall?.at?.line, /^The export 'run', called here, fails/.test(ofCall?.message ?? '')], [7, true]);
  });

  it('blocked-loop: again and again, while serving, on the main thread; not one long call of many short ones', () => {
    const blocked = (more: object = {}): BriefEvent => event({ kind: 'loop-blocked', module: 'm', export: 'infer', stack: 1, durationMs: 300, operation: 1, inRequest: true, mainThread: true, ...more });
    const calls = (count: number, totalMs: number): BriefEvent => event({ kind: 'export-calls', instance: 1, module: 'm', name: 'infer', calls: count, totalMs, maxMs: 300, errors: 0 });
    assert.deepEqual(rulesOf([...TWO, blocked(), blocked(), blocked(), calls(3, 900)]), ['async/blocked-loop 10']);
    assert.deepEqual(rulesOf([...TWO, blocked(), blocked(), calls(2, 600)]), []);
    const inScript = (more: object): BriefEvent[] => [...TWO, ...[1, 2, 3].map(() => blocked({ inRequest: false, ...more })), calls(3, 900)];
    assert.deepEqual(rulesOf(inScript({})), []);
    assert.deepEqual(rulesOf(inScript({ heldTimeout: true })), ['async/blocked-loop 10'], 'a timeout that the call is raced against');
    assert.deepEqual(rulesOf([...TWO, blocked(), blocked(), blocked(), calls(1_000, 1_200)]), []);
    assert.deepEqual(rulesOf([...TWO, blocked(), blocked(), blocked(), calls(60, 960)]), ['async/blocked-loop 10'], 'each twentieth request is the long one');
    assert.deepEqual(rulesOf([...TWO, blocked(), blocked(), blocked(), calls(60, 2_400)]), [], 'most of the time goes into calls that are not long');
    const page = event({ kind: 'thread-start', mode: 'launch', ppid: 0, nodeVersion: null, argv: [], cwd: '', features: [] });
    const ofPage = (durationMs: number): BriefEvent[] => [page, ...TWO, ...[1, 2, 3].map(() => blocked({ inRequest: false, durationMs })), calls(3, 3 * durationMs)];
    assert.deepEqual(rulesOf(ofPage(300)), ['async/blocked-loop 10'], 'a page is held, whatever began the call');
    assert.deepEqual(rulesOf(ofPage(120)), []);
    for (const innocent of [{ mainThread: false }, { inRequest: false }]) assert.deepEqual(rulesOf([...TWO, ...[1, 2, 3].map(() => blocked(innocent)), calls(3, 900)]), []);
  });
});
