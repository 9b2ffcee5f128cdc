import assert from 'node:assert/strict';
import { moduleOffset } from '../../../src/base/offsets';
import { readableSymbol } from '../../../src/symbols/entry-names';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { unknownPlace } from '../../../src/toolkit/unknown-place';
import { readModule } from '../../../src/wasm/read-module';

/** One type, one function without a name: its body is at 23. */
const NAMELESS = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 4, 1, 2, 0, 0x0b]);

describe('what is said of code without names', () => {
  it('is the number of its function', async () => {
    const symbols = await openSymbols(readModule(NAMELESS));
    assert.deepEqual(symbols.framesAt(moduleOffset(23)), []);
    assert.equal(unknownPlace(symbols, moduleOffset(23)), 'function[0], of which neither name nor source is known');
  });

  it('is that there is none, elsewhere', async () => {
    assert.equal(unknownPlace(await openSymbols(readModule(NAMELESS)), moduleOffset(2)), 'nothing is known of this offset: no function is there');
  });

  it('is the name behind what Binaryen put before it', () => {
    assert.equal(readableSymbol('orig$_ZN4tree5Index5countEv'), 'tree::Index::count()');
    assert.equal(readableSymbol('orig$main'), 'main');
  });
});
