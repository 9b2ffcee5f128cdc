import assert from 'node:assert/strict';
import fc from 'fast-check';
import { moduleOffset } from '../../src/base/offsets';
import type { ModuleSymbols } from '../../src/symbols/module-symbols';
import { openSymbols } from '../../src/symbols/open-symbols';
import type { TypeInfo } from '../../src/symbols/type-info';
import type { FrameState } from '../../src/symbols/variable';
import { readModule } from '../../src/wasm/read-module';
import { readSourceMap } from '../../src/sourcemap/source-map';
import { DecodeError } from '../../src/base/decode-error';
import { demangleRust } from '../../src/symbols/demangle-rust';
import { fixture, fixtureNames } from '../fixture-modules';

/** Small ones: each run asks everything. */
const FIXTURES = fixtureNames().filter((name) => fixture(name).length < 20_000);

const FRAME: FrameState = {
  local: (index) => Promise.resolve(index * 16),
  global: () => Promise.resolve(1_024),
  stack: () => Promise.resolve(undefined),
  memory: { read: (_address, size) => Promise.resolve(new Uint8Array(Math.min(size, 64))) },
};

/** Members and targets to a small depth: types may be cyclic. */
function readType(type: TypeInfo, depth = 0): void {
  void [type.name, type.sizeBytes];
  if (depth > 4) return;
  if (type.kind === 'pointer' || type.kind === 'typedef' || type.kind === 'qualified') readType(type.target, depth + 1);
  if (type.kind === 'array') readType(type.element, depth + 1);
  if (type.kind === 'struct') for (const member of [...type.members, ...type.bases]) readType(member.type, depth + 1);
}

/** Asks everything at a few places; only a bug throws. */
async function askAll(bytes: Uint8Array): Promise<ModuleSymbols> {
  const symbols = await openSymbols(readModule(bytes));
  symbols.statistics();
  for (const { bodyStart, bodyEnd } of symbols.module.functions.slice(0, 40)) {
    const offset = moduleOffset(Math.floor((bodyStart + bodyEnd) / 2));
    const frames = symbols.framesAt(offset);
    for (const { file, line } of frames) if (file !== null) symbols.locate(file, line);
    for (const range of symbols.stepRanges(offset)) assert.ok(range.start < range.end);
    void [symbols.functionAt(offset), symbols.rowsAt(offset)];
    const scopes = symbols.variablesAt(offset);
    assert.equal(scopes.length, frames.length);
    for (const variable of scopes.flat().slice(0, 20)) {
      readType(variable.type);
      void variable.location;
      await variable.resolve(FRAME);
    }
  }
  for (const variable of symbols.globals().slice(0, 20)) await variable.resolve(FRAME);
  void [symbols.files(), symbols.functionsNamed('area'), symbols.typeNamed('Shape')];
  assert.ok(symbols.problems.every((problem) => problem instanceof DecodeError));
  return symbols;
}

/** Offsets inside debug sections, so that changes hit what is read here. */
function debugBytes(name: string): [number, number][] {
  return readModule(fixture(name)).sections.filter((section) => section.name.startsWith('.debug')).map(({ payloadOffset, payloadSize }) => [payloadOffset, payloadSize]);
}

const WITH_DEBUG = FIXTURES.filter((name) => debugBytes(name).length > 0);

describe('damaged debug information', () => {
  const edit = fc.tuple(fc.nat(100), fc.nat(), fc.oneof(fc.constantFrom(0, 0xff, 0x7f, 0x80), fc.nat(255)));

  it('gives answers or problems, never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...WITH_DEBUG), fc.array(edit, { minLength: 1, maxLength: 6 }), async (name, edits) => {
        const bytes = fixture(name);
        const sections = debugBytes(name);
        for (const [section, at, value] of edits) {
          const [start, size] = sections[section % sections.length]!;
          bytes[start + (at % size)] = value;
        }
        await askAll(bytes);
      }),
      { numRuns: Number(process.env['WASMSCOPE_RUNS'] ?? 400) },
    );
  }).timeout(1_800_000);

  it('cut anywhere gives answers or problems', async () => {
    const cut = fc.constantFrom(...WITH_DEBUG).chain((name) => fc.tuple(fc.constant(name), fc.nat(fixture(name).length)));
    await fc.assert(fc.asyncProperty(cut, async ([name, length]) => void (await askAll(fixture(name).subarray(0, length)))), { numRuns: 100 });
  }).timeout(600_000);
});

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
