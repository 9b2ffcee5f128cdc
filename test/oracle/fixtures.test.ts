import { openSymbols } from '../../src/symbols/open-symbols';
import { readModule } from '../../src/wasm/read-module';
import { corpus } from '../golden/symbols/corpus';
import { DWARFDUMP, SYMBOLIZER } from '../llvm';
import { requireTool } from '../tools';
import { assertAgreement, REWRITTEN_SHARE } from './comparison';
import { compareFrames } from './frames';
import { compareRows } from './rows';
import { compareVariables } from './variables';

describe('fixtures and examples, every instruction, as llvm-symbolizer and llvm-dwarfdump have them', () => {
  for (const { name, bytes } of corpus()) {
    const module = readModule(bytes);
    if (!module.customSection('.debug_info')) continue;
    it(name, async function () {
      requireTool(this, SYMBOLIZER, DWARFDUMP);
      const symbols = await openSymbols(module);
      // Some went through wasm-opt.
      assertAgreement(compareFrames(symbols), REWRITTEN_SHARE);
      assertAgreement(compareRows(module));
      const variables = compareVariables(symbols);
      // Where only lines were asked for there are none.
      if (variables.compared > 0) assertAgreement(variables);
    });
  }
});
