import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WorkBudget } from '../../../src/agent/work-budget';

const OPTIONS = { share: 0.02, storeMs: 20, firstMs: 100 };

class Clock {
  ms = 0;
  readonly now = (): number => this.ms;
  readonly pass = (ms: number): void => {
    this.ms += ms;
  };
}

function budget(): { readonly clock: Clock; readonly budget: WorkBudget; readonly work: (ms: number) => void } {
  const clock = new Clock();
  const made = new WorkBudget({ ...OPTIONS, now: clock.now });
  return { clock, budget: made, work: (ms) => made.spend(() => clock.pass(ms)) };
}

describe('a budget of work', () => {
  it('has its first time at once, and nothing when that is spent', () => {
    const { budget: made, work } = budget();
    work(60);
    assert.equal(made.isLeft, true);
    work(60);
    assert.equal(made.isLeft, false);
  });

  it('opens again when its store is full, not before', () => {
    const { clock, budget: made, work } = budget();
    work(103);
    assert.equal(made.isLeft, false);
    clock.pass(900);
    assert.equal(made.isLeft, false, 'the store holds 18 ms');
    clock.pass(200);
    assert.equal(made.isLeft, true);
  });

  it('counts what took too long as a debt', () => {
    const { clock, budget: made, work } = budget();
    work(200);
    clock.pass(4_000);
    assert.equal(made.isLeft, false, 'the debt of 100 ms is paid but for 20');
    clock.pass(2_100);
    assert.equal(made.isLeft, true);
  });

  it('does not count what the machine did meanwhile', () => {
    const clock = new Clock();
    let cpuMs = 0;
    const made = new WorkBudget({ ...OPTIONS, now: clock.now, cpuMs: () => cpuMs });
    made.spend(() => {
      clock.pass(500);
      cpuMs += 60;
    });
    assert.equal(made.isLeft, true);
    made.spend(() => {
      clock.pass(60);
      cpuMs += 500;
    });
    assert.equal(made.isLeft, false, 'other threads of the process have worked, too');
  });

  it('advances a store when there is reason, once for each reason', () => {
    const { budget: made, work } = budget();
    work(103);
    assert.equal(made.isLeft, false);
    made.advance();
    assert.equal(made.isLeft, true);
    work(25);
    assert.equal(made.isLeft, false);
  });

  it('keeps its share over time, whatever the pieces take', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ wait: fc.integer({ min: 0, max: 50 }), work: fc.integer({ min: 1, max: 40 }) }), { minLength: 50, maxLength: 400 }), (steps) => {
        const { clock, budget: made, work } = budget();
        let worked = 0;
        let longest = 0;
        for (const step of steps) {
          clock.pass(step.wait);
          if (!made.isLeft) continue;
          work(step.work);
          worked += step.work;
          longest = Math.max(longest, step.work);
        }
        const allowed = OPTIONS.firstMs + clock.ms * OPTIONS.share + OPTIONS.storeMs + longest;
        assert.ok(worked <= allowed, `${worked} ms of work in ${clock.ms} ms`);
      }),
    );
  });
});
