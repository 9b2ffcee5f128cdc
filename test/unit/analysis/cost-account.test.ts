import assert from 'node:assert/strict';
import { CostAccount } from '../../../src/analysis/cost/cost-account';
import type { Finding } from '../../../src/findings/finding';
import type { TraceEvent } from '../../../src/trace/event';

const vitals = (t: number, cpuMs: number, pid = 1, tid = 0): TraceEvent => ({
  kind: 'vitals', t, pid, tid, rssBytes: 500e6, heapUsedBytes: 0, externalBytes: 0, arrayBuffersBytes: 0, cpuUserMs: cpuMs, cpuSystemMs: 0, loopDelayMaxMs: 0, loopDelayMeanMs: 0, requests: 0,
});

const FINDING: Finding = { rule: 'cache/recompiled', severity: 'warning', message: '', at: null, related: [], evidence: {}, remedy: '', cost: { cpuSeconds: 2 } };

describe('cost account', () => {
  it('gives no finding more than all that was spent', () => {
    const account = new CostAccount();
    for (const event of [vitals(0, 0), vitals(10_000, 1_500)]) account.onEvent(event);
    assert.deepEqual(account.priced(FINDING).cost, { cpuSeconds: 1.5 });
  });

  it('adds up CPU and memory over time, by process and not by thread', () => {
    const account = new CostAccount();
    for (const event of [vitals(0, 100), vitals(10_000, 4_100), vitals(10_000, 4_100, 1, 3), vitals(0, 0, 2), vitals(10_000, 1_000, 2)]) account.onEvent(event);
    assert.deepEqual(account.table([FINDING]), { cpuSeconds: 5, gbSeconds: 10, requests: 0, rows: [{ rule: 'cache/recompiled', cpuSeconds: 2, gbSeconds: 0, money: null }], currency: null });
    assert.deepEqual(account.priced(FINDING), FINDING);
  });

  it('prices a finding, and a month of the time observed', () => {
    const account = new CostAccount();
    for (const event of [vitals(0, 0), vitals(3_600_000, 4_000)]) account.onEvent(event);
    account.onEvent({ kind: 'price', cpuHour: 1.8, gbHour: 0, currency: 'EUR', t: 0, pid: 0, tid: 0 });
    assert.deepEqual(account.priced(FINDING).cost, { cpuSeconds: 2, money: { perObservedTime: 0.001, perMonth: 0.73, currency: 'EUR' } });
  });
});
