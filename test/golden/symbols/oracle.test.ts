import { openSymbols } from '../../../src/symbols/open-symbols';
import { readModule } from '../../../src/wasm/read-module';
import { SYMBOLIZER } from '../../llvm';
import { requireTool } from '../../tools';
import { assertAgreement } from './agreement';
import { corpus } from './corpus';

describe('frames as llvm-symbolizer gives them', () => {
  for (const { name, bytes } of corpus()) {
    it(name, async function () {
      requireTool(this, SYMBOLIZER);
      assertAgreement(await openSymbols(readModule(bytes)));
    });
  }
});
