import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readSourceMap } from '../../src/sourcemap/source-map';
import { DecodeError } from '../../src/base/decode-error';
import { demangleRust } from '../../src/symbols/demangle-rust';

function onlyDecodeErrors(error: unknown): null {
  if (!(error instanceof DecodeError)) throw error;
  return null;
}

describe('any bytes', () => {
  it('are a source map, or are said not to be one', async () => {
    const mappings = fc.string({ unit: fc.constantFrom(...'ACDEgjzZ09+/;,!'), maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(mappings, fc.array(fc.string(), { maxLength: 3 }), async (text, sources) => {
        const map = await readSourceMap(new TextEncoder().encode(JSON.stringify({ version: 3, sources, names: [], mappings: text }))).catch(onlyDecodeErrors);
        assert.ok(!map || map.offsets.every((offset, index) => index === 0 || offset >= map.offsets[index - 1]!));
        assert.ok(!map || map.sourceIndexes.every((index) => index < sources.length));
      }),
    );
    await fc.assert(fc.asyncProperty(fc.uint8Array(), (bytes) => assert.rejects(readSourceMap(bytes), DecodeError)));
  });

  it('after _R or _ZN are a Rust name, or none', () => {
    const symbol = fc.tuple(fc.constantFrom('_R', '_ZN'), fc.string({ unit: fc.constantFrom(...'CNMXYIvtsRQPTSAFDEBLKGup_0123479abhm'), maxLength: 40 })).map((parts) => parts.join(''));
    fc.assert(fc.property(symbol, (text) => ['string', 'undefined'].includes(typeof demangleRust(text))), { numRuns: 3_000 });
  });
});
