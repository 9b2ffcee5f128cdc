import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { fixturePath } from '../fixture-modules';
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

  it('of a source map, changed in any place, are one or are said not to be', async () => {
    const original = new TextDecoder().decode(readFileSync(fixturePath('tally-assemblyscript.wasm.map')));
    const json = JSON.parse(original) as Record<string, unknown>;
    const anything = fc.oneof(fc.jsonValue(), fc.constantFrom(null, -1, 1e300, '', [null], {}));
    const changed = fc.tuple(fc.constantFrom('version', 'sources', 'sourcesContent', 'names', 'mappings', 'sourceRoot', 'file', 'sections'), anything).map(([key, value]) => JSON.stringify({ ...json, [key]: value }));
    const flipped = fc.tuple(fc.nat(original.length - 1), fc.constantFrom(...'0,"[]{}Az;:\\')).map(([at, character]) => original.slice(0, at) + character + original.slice(at + 1));
    await fc.assert(
      fc.asyncProperty(fc.oneof(changed, flipped), async (text) => {
        const map = await readSourceMap(new TextEncoder().encode(text)).catch(onlyDecodeErrors);
        for (const { path, source } of map?.sources ?? []) assert.ok(typeof path === 'string' && (source === null || typeof source === 'string'));
      }),
      { numRuns: 200 },
    );
  });

  it('nest source maps as deep as they like', async () => {
    const depth = 20_000;
    const text = `${'{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":'.repeat(depth)}{"version":3,"sources":[],"names":[],"mappings":""}${'}]}'.repeat(depth)}`;
    assert.equal(await readSourceMap(new TextEncoder().encode(text)).catch(onlyDecodeErrors), null);
  });

  it('after _R or _ZN are a Rust name, or none', () => {
    const symbol = fc.tuple(fc.constantFrom('_R', '_ZN'), fc.string({ unit: fc.constantFrom(...'CNMXYIvtsRQPTSAFDEBLKGup_0123479abhm'), maxLength: 40 })).map((parts) => parts.join(''));
    fc.assert(fc.property(symbol, (text) => ['string', 'undefined'].includes(typeof demangleRust(text))), { numRuns: 3_000 });
  });
});
