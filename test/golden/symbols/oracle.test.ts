import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { readModule } from '../../../src/wasm/read-module';
import { fixture, fixtureNames } from '../../fixture-modules';
import { SYMBOLIZER } from '../../llvm';
import { requireTool, root } from '../../tools';
import { assertAgreement } from './agreement';

/** LLVM's Wasm reader gives up on segments of newer proposals, and believes debug information that does not match the code. */
const NOT_FOR_LLVM = new Set(['features.wasm', 'shapes-stale.wasm']);

function corpus(): { name: string; bytes: Uint8Array }[] {
  const fixtures = fixtureNames().filter((name) => !NOT_FOR_LLVM.has(name)).map((name) => ({ name, bytes: fixture(name) }));
  const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wasm'));
  return [...fixtures, ...examples.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(root, 'examples', name))) }))];
}

describe('frames as llvm-symbolizer gives them', () => {
  for (const { name, bytes } of corpus()) {
    it(name, async function () {
      requireTool(this, SYMBOLIZER);
      assertAgreement(await openSymbols(readModule(bytes)));
    });
  }
});
