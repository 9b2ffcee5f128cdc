import { describeCorpus } from '../oracle/describe-corpus';
import { CORPUS } from '../oracle/recipes';
import { rounds } from './rounds';

describe('the whole corpus, as llvm-symbolizer, llvm-dwarfdump and their maps have it', () => {
  describeCorpus(CORPUS, { places: rounds(20_000), functions: rounds(1000) });
});
