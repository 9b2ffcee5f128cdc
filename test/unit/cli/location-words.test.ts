import assert from 'node:assert/strict';
import { locationWords } from '../../../src/cli/location-words';

describe('a location in words', () => {
  const cases: [location: string, words: string][] = [
    ['fbreg 12', 'frame base + 12'],
    ['fbreg -24', 'frame base - 24'],
    ['fbreg 0', 'frame base'],
    ['wasm local 3', 'wasm local 3'],
    ['wasm local 2, plus_uconst 72', 'wasm local 2 + 72'],
    ['memory 0x400', 'memory 0x400'],
    ['constant', 'constant'],
    ['wasm local 2, deref, plus_uconst 8', 'computed: wasm local 2, deref, plus_uconst 8'],
    ['piece wasm local 13, piece 8, piece 24, fbreg 4, piece 4', '8 bytes: wasm local 13; 24 bytes: optimised out; 4 bytes: frame base + 4'],
    ['piece wasm local 1, bit_piece 3 0', '3 bits: wasm local 1'],
  ];
  for (const [location, words] of cases) it(words, () => assert.equal(locationWords(location), words));
});
