import assert from 'node:assert/strict';
import fc from 'fast-check';
import { moduleOffset } from '../../src/base/offsets';
import { decodeBody, instructionBoundaries, snapForward } from '../../src/wasm/function-body';
import type { WasmModule } from '../../src/wasm/module';
import { readModule } from '../../src/wasm/read-module';
import { ModuleRewriter } from '../../src/wasm/rewrite/module-rewriter';
import { functionToWat } from '../../src/wasm/wat';
import { moduleFieldsToWat } from '../../src/wasm/wat-module';
import { fixture, fixtureNames } from '../fixture-modules';

/** Small ones: each run reads all of it. */
const FIXTURES = fixtureNames().filter((name) => fixture(name).length < 20_000);

/** Reads everything that there is to read; only a bug throws. */
function readAll(module: WasmModule): void {
  for (const { offset } of module.problems) assert.ok(offset >= 0 && offset <= module.bytes.length, `problem at ${offset} of ${module.bytes.length} bytes`);
  for (const { payloadOffset, payloadSize } of module.sections) assert.ok(payloadOffset + payloadSize <= module.bytes.length);
  void [...module.names.functions, ...module.names.globals, module.producers, module.buildId, module.sourceMappingUrl, module.externalDebugInfo];
  void [...moduleFieldsToWat(module)];
  for (const fn of module.functions) {
    const { instructions, problem } = decodeBody(module, fn);
    if (problem) assert.ok(problem.offset >= fn.bodyStart && problem.offset <= fn.bodyEnd);
    for (const { offset, end } of instructions) assert.ok(offset >= fn.bodyStart && end <= fn.bodyEnd && end > offset);
    assert.equal(instructionBoundaries(module, fn).length, instructions.length);
    functionToWat(module, fn);
    snapForward(module, fn.bodyStart);
    module.functionName(fn.index);
    void [...module.names.locals(fn.index)];
  }
  module.functionAt(moduleOffset(0));
}

describe('any bytes', () => {
  it('give a module and problems, never a crash', () => {
    const header = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const section = fc.tuple(fc.integer({ min: 0, max: 14 }), fc.uint8Array({ maxLength: 60 })).map(([id, payload]) => [id, payload.length, ...payload]);
    const sections = fc.array(section, { maxLength: 12 }).map((list) => Uint8Array.from([...header, ...list.flat()]));
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 4_096 }), sections), (bytes) => readAll(readModule(bytes))), { numRuns: 2_000 });
  });

  it('of a fixture, cut anywhere, give a module', () => {
    const cut = fc.constantFrom(...FIXTURES).chain((name) => fc.tuple(fc.constant(name), fc.nat(fixture(name).length)));
    fc.assert(fc.property(cut, ([name, length]) => readAll(readModule(fixture(name).subarray(0, length)))), { numRuns: 300 });
  });

  it('of a fixture, a few changed, give a module', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...FIXTURES), changes, (name, edits) => {
        const bytes = fixture(name);
        for (const [at, value] of edits) bytes[at % bytes.length] = value;
        readAll(readModule(bytes));
      }),
      { numRuns: 600 },
    );
  });

  it('of the features module, each one changed in turn, give a module', () => {
    const original = fixture('features.wasm');
    for (let at = 0; at < original.length; at++) {
      for (const value of [0, 0x7f, 0xff, original[at]! ^ 1]) {
        const bytes = original.slice();
        bytes[at] = value;
        readAll(readModule(bytes));
      }
    }
  });
});

describe('a module that the engine accepts', () => {
  it('has no problems of its own, and can be rewritten', () => {
    const original = fixture('features.wasm');
    let accepted = 0;
    for (let at = 8; at < original.length; at++) {
      const bytes = original.slice();
      bytes[at]! ^= 1;
      if (!WebAssembly.validate(bytes)) continue;
      accepted++;
      const module = readModule(bytes);
      const damage = module.problems.filter(({ section }) => section !== 'name');
      assert.deepEqual(damage.map(({ message }) => message), [], `byte 0x${at.toString(16)} changed`);
      const rewriter = new ModuleRewriter(module);
      const type = rewriter.addType({ params: [], results: [] });
      rewriter.addFunctionImport('hooks', 'entered', type);
      assert.ok(WebAssembly.validate(rewriter.finish().bytes), `byte 0x${at.toString(16)} changed`);
    }
    assert.ok(accepted > 100);
  });
});
