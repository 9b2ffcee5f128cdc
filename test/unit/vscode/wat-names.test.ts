import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { watNames } from '../../../src/vscode/wat-names';
import { fixturePath } from '../../fixture-modules';
import { root } from '../../tools';

/** Lines of all occurrences of what stands at the mark `|`, the definition's first. */
function linesOf(marked: string): number[] {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const names = watNames(text);
  const name = names.find(({ start, end }) => start <= at && at <= end);
  assert.ok(name, 'nothing is named there');
  const same = names.filter(({ key }) => key === name.key).sort((a, b) => Number(b.defines !== null) - Number(a.defines !== null));
  assert.ok(same[0]!.defines !== null, 'what it names is defined nowhere');
  return same.map(({ start }) => text.slice(0, start).split('\n').length);
}

describe('names of WebAssembly text', () => {
  it('finds a function from each of its uses, before and behind it', () => {
    assert.deepEqual(linesOf('(module\n (start $f)\n (export "f" (func $f))\n (func $f (call |$f))\n (elem (i32.const 0) $f)\n (elem declare func $f)\n (table funcref (elem $f))\n (global $f funcref (ref.func $f)))'), [4, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('keeps the same name apart in each index space, function and module', () => {
    assert.deepEqual(linesOf('(func $x (param $x i32)\n local.get |$x)\n(func (local $x i32)\n local.set $x)\n(global $x i32 (i32.const 0))'), [1, 2]);
    assert.deepEqual(linesOf('(module (func $f))\n(module (func $f)\n (export "f" (func |$f)))'), [2, 3]);
    assert.deepEqual(linesOf('(type $p (struct (field $x i32)))\n(type $q (struct (field $a (ref $p)) (field $x i32)))\n(func\n struct.get $p $x\n struct.get $q |$x)'), [2, 5]);
  });

  it('finds the innermost block of a label, in either notation', () => {
    assert.deepEqual(linesOf('(func block $l\n loop $l\n  br_if |$l\n end $l\n br $l\n end)'), [2, 3, 4]);
    assert.deepEqual(linesOf('(func (block $out (loop $in\n (br_table $in |$out (i32.const 0))))\n (block $out))'), [1, 2]);
    assert.deepEqual(linesOf('(tag $e)\n(func (block $h (try_table (catch $e |$h)\n (throw $e))))'), [2, 2]);
    assert.deepEqual(linesOf('(func block $a\n try\n nop\n delegate |$a\n end)'), [1, 4]);
  });

  it('knows which operand means what', () => {
    assert.deepEqual(linesOf('(memory $d 1)\n(data $d "x")\n(func\n memory.init $d |$d\n memory.init $d\n (memory.init $d (i32.const 0))\n i32.load $d)'), [2, 4, 5, 6]);
    assert.deepEqual(linesOf('(memory $d 1)\n(data $d (memory |$d) (i32.const 0) "x")\n(func\n i32.load $d offset=4\n v128.load8_splat $d\n i32.atomic.rmw.add $d\n memory.copy $d $d)'), [1, 2, 4, 5, 6, 7, 7]);
    assert.deepEqual(linesOf('(type $t (func))\n(table $t 1 funcref)\n(func (type $t)\n call_indirect |$t (type $t)\n table.copy $t $t)'), [2, 4, 5, 5]);
    assert.deepEqual(linesOf('(type |$t (array i8))\n(data $t "x")\n(func (param (ref null $t))\n array.new_data $t $t\n ref.cast (ref $t))'), [1, 3, 4, 5]);
  });

  it('is not led astray by comments and strings', () => {
    assert.deepEqual(linesOf('(func $f (; $f ;)\n ;; call $f\n call |$f)\n(export "$f" (func 0))'), [1, 3]);
  });

  it('leaves no name of a whole module without its definition', () => {
    for (const file of [fixturePath('features.wat'), fixturePath('newer/proposals.wat'), ...['tables', 'bump', 'stack'].map((name) => join(root, 'test/e2e/memory/programs', `${name}.wat`))]) {
      const names = watNames(readFileSync(file, 'utf8'));
      const defined = new Set(names.filter(({ defines }) => defines !== null).map(({ key }) => key));
      assert.ok(names.length > 10, file);
      assert.deepEqual(names.filter(({ key }) => !defined.has(key)).map(({ space, name }) => `${space} ${name}`), [], file);
    }
  });

  it('reads text that is being written, cut anywhere', () => {
    const text = '(module (func $f (param $p i32) block $b (br $b) end $b local.get $p memory.init $d) (elem $e))';
    for (let length = 0; length <= text.length; length++) {
      for (const { start, end } of watNames(text.slice(0, length))) assert.ok(start < end && end <= length);
    }
    assert.deepEqual(watNames(')) $x (('), []);
  });
});
