import { SYMBOLIZER, DWARFDUMP } from '../llvm';
import { requireTool } from '../tools';
import type { Sizes } from './compare-module';
import { compareModule } from './compare-module';
import type { Comparison } from './comparison';
import { assertAgreement, REWRITTEN_SHARE, TOLERATED_SHARE } from './comparison';
import type { Recipe } from './recipe';
import { builtModule, isFetched, neededBy } from './recipe';

/** A test a module, and one that counts over all of them. */
export function describeCorpus(recipes: readonly Recipe[], sizes: Sizes): void {
  const frames: Comparison[] = [];
  for (const recipe of recipes) {
    it(recipe.name, async function () {
      requireTool(this, SYMBOLIZER, DWARFDUMP, ...neededBy(recipe));
      const path = await buildOrSkip(this, recipe);
      const compared = await compareModule(path, sizes);
      for (const comparison of Object.values(compared)) assertAgreement(comparison, recipe.isRewritten ? REWRITTEN_SHARE : TOLERATED_SHARE);
      if (compared['frames']) frames.push(compared['frames']);
    });
  }

  it('frames of all of them together', function () {
    if (frames.length === 0) this.skip();
    assertAgreement({ compared: frames.reduce((sum, { compared }) => sum + compared, 0), differing: frames.flatMap(({ differing }) => differing) });
  });
}

/** What has to be fetched may be out of reach; where everything is promised (WASMSCOPE_FULL=1) that is a failure. */
async function buildOrSkip(test: Mocha.Context, recipe: Recipe): Promise<string> {
  try {
    return await builtModule(recipe);
  } catch (error) {
    if (!isFetched(recipe) || process.env['WASMSCOPE_FULL'] === '1') throw error;
    console.log(`      skipped: could not be fetched or built: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    return test.skip();
  }
}
