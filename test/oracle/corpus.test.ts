import { describeCorpus } from './describe-corpus';
import { CORPUS, QUICK } from './recipes';

/** All of it with WASMSCOPE_ORACLE=full, and in `npm run soak`. */
const isFull = process.env['WASMSCOPE_ORACLE'] === 'full';

describe('modules built on the spot, as llvm-symbolizer, llvm-dwarfdump and their maps have them', function () {
  // The first time, compilers run.
  this.timeout(180_000);
  describeCorpus(isFull ? CORPUS : QUICK, isFull ? { places: 10_000, functions: 400 } : { places: 1500, functions: 80 });
});
