import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openSymbols } from '../../src/symbols/open-symbols';
import { readModule } from '../../src/wasm/read-module';
import { fixture, fixtureNames } from '../fixture-modules';
import { rounds } from './rounds';

const MUTATIONS = rounds(20_000);
const LARGEST_BYTES = 40_000;
const QUESTIONS = 8;

const originals = fixtureNames().map((name) => ({ name, bytes: fixture(name) })).filter(({ bytes }) => bytes.length <= LARGEST_BYTES);

/** A few bytes changed, or a stretch cut out, or the end cut off. */
const mutation = fc.record({
  original: fc.constantFrom(...originals),
  edits: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
  cut: fc.option(fc.tuple(fc.nat(), fc.nat(64)), { freq: 4 }),
  length: fc.option(fc.nat(), { freq: 6 }),
});

function damaged({ original, edits, cut, length }: typeof mutation extends fc.Arbitrary<infer Value> ? Value : never): Uint8Array {
  let bytes = original.bytes.slice();
  for (const [at, value] of edits) bytes[at % bytes.length] = value;
  if (cut) {
    const at = cut[0] % bytes.length;
    bytes = Uint8Array.from(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + cut[1])]));
  }
  return length === null ? bytes : bytes.subarray(0, length % (bytes.length + 1));
}

describe('damaged modules', () => {
  it(`${MUTATIONS} of them give what can be read, and problems, never a crash`, async () => {
    await fc.assert(
      fc.asyncProperty(mutation, async (change) => {
        const bytes = damaged(change);
        const module = readModule(bytes);
        const symbols = await openSymbols(module);
        for (const { offset } of module.problems) assert.ok(offset >= 0 && offset <= bytes.length);
        for (const { bodyStart } of module.functions.slice(0, QUESTIONS)) {
          for (const frame of symbols.framesAt(bodyStart)) assert.ok(frame.line >= 0 && frame.column >= 0);
          symbols.variablesAt(bodyStart);
          symbols.stepRanges(bodyStart);
        }
        for (const file of symbols.files().slice(0, QUESTIONS)) symbols.locate(file, 1);
      }),
      { numRuns: MUTATIONS },
    );
  });
});
