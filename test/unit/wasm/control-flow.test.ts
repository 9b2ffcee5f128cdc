import assert from 'node:assert/strict';
import { ControlFlow } from '../../../src/wasm/control-flow';
import { decodeBody } from '../../../src/wasm/function-body';
import { readModule } from '../../../src/wasm/read-module';
import { textToModule } from '../../fixtures/text-to-module';

/** Which `i32.const` of a body begin what no other of them leads to: 10, 20, … as they stand in the text. */
async function beginnings(body: string): Promise<number[]> {
  const module = readModule(await textToModule(`(module (func (param i32) ${body}))`));
  const fn = module.functions.at(0)!;
  const places = decodeBody(module, fn).instructions.flatMap(({ offset, mnemonic, immediates: [value] }) => (mnemonic === 'i32.const' && value?.kind === 'i32' ? [{ offset, value: value.value }] : []));
  return ControlFlow.of(module, fn)!.withoutFollowers(places).map(({ value }) => value);
}

const at = (value: number): string => `(drop (i32.const ${value}))`;
const PARAMETER = '(local.get 0)';

describe('the ways of control through a body', () => {
  it('lead through straight code, blocks and loops in order', async () => {
    assert.deepEqual(await beginnings(`${at(10)} ${at(20)}`), [10]);
    assert.deepEqual(await beginnings(`(block ${at(10)} (br_if 0 ${PARAMETER}) ${at(20)}) ${at(30)}`), [10]);
    assert.deepEqual(await beginnings(`${at(10)} (loop ${at(20)} (br_if 0 ${PARAMETER})) ${at(30)}`), [10]);
    assert.deepEqual(await beginnings(`(loop ${at(10)} (br_if 0 ${PARAMETER}) ${at(20)})`), [10]);
  });

  it('part at conditions, and what lies on both arms begins twice', async () => {
    assert.deepEqual(await beginnings(`(if ${PARAMETER} (then ${at(10)}) (else ${at(20)})) ${at(30)}`), [10, 20]);
    assert.deepEqual(await beginnings(`(if ${PARAMETER} (then ${at(10)})) ${at(20)}`), [10, 20]);
    assert.deepEqual(await beginnings(`(block (br_if 0 ${PARAMETER}) ${at(10)} return) ${at(20)}`), [10, 20]);
    assert.deepEqual(await beginnings(`(block (block (br_table 0 1 ${PARAMETER})) ${at(10)} return) ${at(20)}`), [10, 20]);
  });

  it('come to what follows a loop without what is in it, where it can be passed by', async () => {
    assert.deepEqual(await beginnings(`(block (br_if 0 ${PARAMETER}) (loop ${at(10)} ${at(20)} (br_if 0 ${PARAMETER}))) ${at(30)}`), [10, 30]);
  });

  it('never come to code behind a jump', async () => {
    assert.deepEqual(await beginnings(`(block (br 0) ${at(10)}) ${at(20)}`), [20]);
    assert.deepEqual(await beginnings(`return ${at(10)}`), []);
  });
});
