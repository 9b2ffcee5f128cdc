import assert from 'node:assert/strict';
import wabt from 'wabt';
import { decodeBody } from '../../../src/wasm/function-body';
import type { WasmModule } from '../../../src/wasm/module';
import { readModule } from '../../../src/wasm/read-module';
import { formatWat, functionToWat } from '../../../src/wasm/wat';
import { moduleFieldsToWat } from '../../../src/wasm/wat-module';
import { expectGolden } from '../../expect-golden';
import { fixture, fixtureNames } from '../../fixture-modules';
import { textToModule } from '../../fixtures/text-to-module';

const EVERYTHING = { exceptions: true, simd: true, threads: true, tail_call: true, bulk_memory: true, reference_types: true, multi_memory: true, memory64: true, extended_const: true, relaxed_simd: true };

/** First words of the lines that are instructions. */
function mnemonics(text: string): string[] {
  return text.split('\n').flatMap((line) => /^\s*([a-z][a-z0-9_.]*)/.exec(line)?.[1] ?? []);
}

describe('text format', () => {
  it('of the features module', () => {
    const module = readModule(fixture('features.wasm'));
    const functions = [...module.functions].map((fn) => formatWat(functionToWat(module, fn)));
    expectGolden('wasm/features.wat.txt', [formatWat([...moduleFieldsToWat(module)]), ...functions].join('\n'));
  });

  it('interleaves source lines where they change', () => {
    const module = readModule(fixture('features.wasm'));
    const fn = module.functions.at(2)!;
    const text = formatWat(functionToWat(module, fn, { sourceAt: (offset) => `recurse.c:${offset < fn.bodyStart + 6 ? 3 : 4}` }));
    expectGolden('wasm/features-recurse-with-source.wat.txt', text);
  });

  it('has the instructions that wabt reads, in every fixture', async () => {
    const tools = await wabt();
    for (const name of fixtureNames()) {
      const module = readModule(fixture(name));
      const theirs = tools.readWasm(fixture(name), { readDebugNames: false, ...EVERYTHING });
      try {
        const ours = [...module.functions].flatMap((fn) => mnemonics(functionToWat(module, fn).map(({ text }) => text).join('\n')));
        assert.deepEqual(ours, mnemonics(theirs.toText({ foldExprs: false })), name);
      } finally {
        theirs.destroy();
      }
    }
  });

  async function assembledAgain(module: WasmModule): Promise<WasmModule> {
    const lines = [...moduleFieldsToWat(module), ...[...module.functions].flatMap((fn) => functionToWat(module, fn))];
    const again = readModule(await textToModule(`(module ${lines.map((line) => line.text).join('\n')})`));
    const instructions = (of: WasmModule) => [...of.functions].map((fn) => decodeBody(of, fn).instructions.map(({ mnemonic, immediates }) => ({ mnemonic, immediates })));
    const contents = (of: WasmModule) => of.data.map(({ payloadOffset, payloadSize }) => Buffer.from(of.bytes.subarray(payloadOffset, payloadOffset + payloadSize)).toString('latin1'));
    assert.deepEqual(instructions(again), instructions(module));
    assert.deepEqual(contents(again), contents(module));
    return again;
  }

  it('of every fixture assembles to the same code and data again', async () => {
    for (const name of fixtureNames()) await assembledAgain(readModule(fixture(name)));
  });

  it('assembles to the same module again', async () => {
    const module = readModule(fixture('features.wasm'));
    const again = await assembledAgain(module);
    for (const part of ['types', 'imports', 'memories', 'globals', 'tags', 'startFunction'] as const) assert.deepEqual(again[part], module[part]);
    assert.deepEqual(new Set(again.exports), new Set(module.exports));
    assert.deepEqual(again.elements.map(({ mode, type, functions }) => [mode, type, functions]), module.elements.map(({ mode, type, functions }) => [mode, type, functions]));
  });

  it('says where a body is damaged, and shows what stands before', () => {
    const bytes = fixture('features.wasm');
    const { functions } = readModule(bytes);
    bytes[functions.at(1)!.bodyStart + 7] = 0x27;
    const module = readModule(bytes);
    expectGolden('wasm/damaged-body.wat.txt', formatWat(functionToWat(module, module.functions.at(1)!)));
  });
});
