import assert from 'node:assert/strict';
import { openSymbols } from '../../../src/symbols/open-symbols';
import { moduleText, type ModuleTextOptions } from '../../../src/toolkit/module-text';
import { decodeBody } from '../../../src/wasm/function-body';
import { readModule } from '../../../src/wasm/read-module';
import { ByteWriter } from '../../../src/base/byte-writer';
import { ModuleBytes } from '../wasm/module-bytes';
import { fixture } from '../../fixture-modules';
import { textToModule } from '../../fixtures/text-to-module';

async function textOf(bytes: Uint8Array, options?: ModuleTextOptions): Promise<string> {
  let text = '';
  for await (const piece of moduleText(await openSymbols(readModule(bytes)), options)) text += piece;
  return text;
}

describe('the text of a whole module', () => {
  it('has the offset of every instruction, and source lines between', async () => {
    for (const name of ['features.wasm', 'shapes-o0-dwarf5.wasm', 'records-release.wasm', 'tally-assemblyscript.wasm']) {
      const module = readModule(fixture(name));
      const text = await textOf(fixture(name));
      const offsets = [...text.matchAll(/^0x([\da-f]+) +[a-z]/gm)].map(([, hex]) => parseInt(hex!, 16));
      const wanted = [...module.functions].flatMap((fn) => decodeBody(module, fn).instructions.slice(0, -1).map(({ offset }) => offset));
      assert.deepEqual(offsets, wanted, name);
    }
    assert.match(await textOf(fixture('shapes-o0-dwarf5.wasm')), /^0x[\da-f]+ +\(func \$create \(;0;\)[^]*?;; \/fixtures\/shapes\.c:\d+\n0x[\da-f]+ +global\.get/m);
  });

  it('assembles to the same code, without them', async () => {
    for (const name of ['features.wasm', 'shapes-cpp-o2-dwarf4.wasm', 'records-debug.wasm']) {
      const module = readModule(fixture(name));
      const again = readModule(await textToModule(await textOf(fixture(name), { plain: true })));
      const mnemonics = (of: typeof module): string[] => [...of.functions].flatMap((fn) => decodeBody(of, fn).instructions.map(({ mnemonic }) => mnemonic));
      assert.deepEqual(mnemonics(again), mnemonics(module), name);
    }
  });

  it('is by our own decoder where wabt cannot read the module, and says so', async () => {
    const text = await textOf(fixture('newer/proposals.wasm'));
    assert.match(text, /^ *;; wabt cannot read this module \(.*\): written by Wasmscope's own decoder\n *\(module/);
    assert.match(text, /\(type \$point \(;0;\) \(struct \(field \(mut i32\)\) \(field \(mut i64\)\)\)\)/);
    assert.match(text, /0x[\da-f]+ +struct\.new \$point/);
    const bytes = fixture('features.wasm');
    bytes[readModule(bytes).functions.at(1)!.bodyStart + 7] = 0x27;
    const damaged = await textOf(bytes);
    assert.match(damaged, /;; function 2 has code at 0xf5: unknown opcode 0x27: written by/);
    assert.match(damaged, /;; unknown opcode 0x27 at 0xf5/);
    assert.match(damaged, /func \$vectors/);
  });

  it('is never asked of wabt where that would take all memory', async () => {
    const depth = 3_000;
    const body = [0, ...Array.from({ length: depth }, () => [0x02, 0x40]).flat(), ...Array.from({ length: depth + 1 }, () => 0x0b)];
    const size = [...new ByteWriter().uleb(body.length).finish()];
    const code = new ByteWriter().u8(1).bytes(size).bytes(body).finish();
    const bytes = new ModuleBytes().section('type', 1, 0x60, 0, 0).section('function', 1, 0).section('code', [...code]).finish();
    assert.match(await textOf(bytes), /;; function 0 nests 3000 blocks: written by/);
  });
});
