import { join } from 'node:path';
import { runCases, seeds } from './damage-run';

/** Each is reproduced alone by WASMSCOPE_SEED, which a failure names; `npm run soak` tries twenty thousand. */
const DAMAGED = seeds(500);
const MADE_UP = seeds(400);

describe('whatever a module holds, everything can be asked of it', () => {
  it(`${DAMAGED.count} fixtures damaged: bytes, lengths, references, sections`, () => runCases({ source: join(__dirname, 'damaged-fixtures.ts'), ...DAMAGED })).timeout(600_000);

  it(`${MADE_UP.count} made of any entries, in any relation`, () => runCases({ source: join(__dirname, 'any-entries.ts'), ...MADE_UP })).timeout(600_000);
});
