import { fixture, fixtureNames } from '../fixture-modules';
import { damaged, originalOf } from './damage';
import type { CaseSource } from './damage-run';
import { Dice } from './dice';

const originals = fixtureNames().map((name) => originalOf(name, fixture(name)));

/** A fixture, damaged. */
export const cases: CaseSource = {
  caseOf(seed) {
    const dice = new Dice(seed);
    const original = dice.pick(originals);
    return { name: original.name, bytes: damaged(original, dice) };
  },
};
