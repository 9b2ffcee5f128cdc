import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { findsHottest, LineProgram, misplaced, orderedPairs, programNames, truthPath, type LineTruth } from '../../line-shares';

/** Measured without us (`UPDATE_TRUTH=1 npm run bench -- line-shares`); the bounds leave room for a processor of another make. */
const truth = JSON.parse(readFileSync(truthPath, 'utf8')) as LineTruth;

describe('record --lines: the estimate against where the time was spent', () => {
  const compared: { readonly where: string; readonly part: number; readonly hottest: boolean; readonly right: number; readonly all: number }[] = [];

  before(async () => {
    for (const name of programNames()) {
      const program = await LineProgram.open(name);
      for (const [function_, shares] of Object.entries(truth[name] ?? {})) {
        const fn = program.functions.find((each) => program.nameOf(each) === function_);
        assert.ok(fn, `${name} has no ${function_}: measure anew`);
        const estimate = program.estimate(fn);
        compared.push({ where: `${name} ${function_}`, part: misplaced(shares, estimate), hottest: findsHottest(shares, estimate), ...orderedPairs(shares, estimate) });
      }
    }
  });

  it('is of a dozen programs and more', () => {
    assert.ok(Object.keys(truth).length >= 12 && compared.length >= 25);
  });

  it('places three quarters of the time at the line that it was spent in', () => {
    const mean = compared.reduce((sum, { part }) => sum + part, 0) / compared.length;
    assert.ok(mean <= 0.25, `${mean}`);
    const median = compared.map(({ part }) => part).sort((a, b) => a - b)[compared.length >> 1]!;
    assert.ok(median <= 0.2, `${median}`);
  });

  it('names the hottest line of three functions in four', () => {
    const wrong = compared.filter(({ hottest }) => !hottest).map(({ where }) => where);
    assert.ok(wrong.length * 4 <= compared.length, wrong.join(', '));
  });

  it('puts a line that takes three times as long as another before it, nine times in ten', () => {
    const [right, all] = [compared.reduce((sum, each) => sum + each.right, 0), compared.reduce((sum, each) => sum + each.all, 0)];
    assert.ok(all > 100 && right >= 0.9 * all, `${right} of ${all}`);
  });
});
