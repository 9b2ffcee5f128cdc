import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { CallLog } from '../../../../src/agent/interleaving/call-log';

describe('the log of calls into an instance', () => {
  function logged(): { log: CallLog; call: (operation: number, options?: { takes?: number; suspends?: boolean; resumes?: boolean }) => void; pass: (ms: number) => void } {
    let t = 1_000;
    const log = new CallLog(() => t);
    return {
      log,
      pass: (ms) => void (t += ms),
      call(operation, { takes = 2, suspends = false, resumes = false } = {}) {
        log.enter(operation, `run${operation}`, resumes);
        t += takes;
        log.leave(suspends);
      },
    };
  }

  it('takes calls of one operation together until another one comes', () => {
    const { log, call, pass } = logged();
    call(1);
    pass(5);
    call(1);
    call(2);
    call(1);
    assert.deepEqual(log.close(), [
      { operation: 1, export: 'run1', startedAt: 1_000, endedAt: 1_009, calls: 2 },
      { operation: 2, export: 'run2', startedAt: 1_009, endedAt: 1_011, calls: 1 },
      { operation: 1, export: 'run1', startedAt: 1_011, endedAt: 1_013, calls: 1 },
    ]);
  });

  it('a call that waits inside is there until its operation comes back', () => {
    const { log, call, pass } = logged();
    call(1, { suspends: true });
    pass(10);
    call(2, { suspends: true });
    call(1, { resumes: true });
    assert.deepEqual(log.close().map(({ operation, startedAt, endedAt }) => [operation, startedAt, endedAt]), [[1, 1_000, 1_014], [2, 1_012, null], [1, 1_014, 1_016]]);
  });

  it('a call that begins while another of its operation waits inside is one of its own', () => {
    const { log, call } = logged();
    call(1, { suspends: true });
    call(1, { suspends: true });
    assert.deepEqual(log.close().map(({ startedAt, endedAt, calls }) => [startedAt, endedAt, calls]), [[1_000, null, 1], [1_002, null, 1]]);
  });

  it('keeps some before an encounter, some after it, and then records no more', () => {
    const { log, call } = logged();
    for (let operation = 1; operation <= 500; operation++) call(operation);
    assert.equal(log.mark(), true);
    for (let operation = 501; operation <= 1_000; operation++) call(operation);
    assert.equal(log.mark(), false);
    const operations = log.close().map(({ operation }) => operation);
    assert.ok(operations.includes(500) && operations.includes(501));
    assert.ok(operations.length < 100 && !operations.includes(1) && !operations.includes(1_000));
    call(2_000);
    assert.equal(log.close().length, operations.length);
  });
});
