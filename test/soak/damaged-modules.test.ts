import { join } from 'node:path';
import { runCases, seeds } from '../property/damage-run';
import { rounds } from './rounds';

const CASES = seeds(rounds(20_000));
const property = join(__dirname, '..', 'property');

describe('whatever a module holds, everything can be asked of it', () => {
  it(`${CASES.count} fixtures damaged`, () => runCases({ source: join(property, 'damaged-fixtures.ts'), ...CASES }));
  it(`${CASES.count} made of any entries`, () => runCases({ source: join(property, 'any-entries.ts'), ...CASES }));
});
