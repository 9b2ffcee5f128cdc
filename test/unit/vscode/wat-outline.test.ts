import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { openModuleFile } from '../../../src/toolkit/open-module';
import { wat } from '../../../src/toolkit/wat';
import { watOutline, type WatField } from '../../../src/vscode/wat-outline';
import { fixtureNames, fixturePath } from '../../fixture-modules';

const names = (fields: readonly WatField[]): string[] => fields.map(({ keyword, name }) => `${keyword} ${name}`.trim());
const folded = (text: string): string[] => watOutline(text).folds.map(({ start, end }) => text.slice(start, end));

describe('outline of WebAssembly text', () => {
  it('holds the fields of a module by their names, with what follows on the line', () => {
    const text = '(module $m\n  (import "env" "log" (func $log (param i32)))\n  (memory $heap 1 2)\n  (type $pair (func (result i32 i32)))\n  (func $add (;3;) (param i32) ;; adds\n    local.get 0)\n  (func (export "bare"))\n  (export "add" (func $add)))\n';
    const [module] = watOutline(text).fields;
    assert.deepEqual(names([module!]), ['module $m']);
    assert.deepEqual(names(module!.children), ['import "env"', 'memory $heap', 'type $pair', 'func $add', 'func', 'export "add"']);
    assert.deepEqual(module!.children.map(({ detail }) => detail), ['"log" (func $log (param i32))', '1 2', '(func (result i32 i32))', '(param i32)', '(export "bare")', '(func $add)']);
    for (const { start, end, nameStart, nameEnd, name, keyword } of module!.children) {
      assert.equal(text.slice(nameStart, nameEnd), name || keyword);
      assert.ok(text[start] === '(' && text[end - 1] === ')' && start < nameStart && nameEnd < end);
    }
  });

  it('holds the steps of a test script, and fields without a module', () => {
    assert.deepEqual(names(watOutline('(module)\n(assert_return (invoke "f" (i32.const 1)) (i32.const 2))\n(register "m")').fields), ['module', 'assert_return', 'register "m"']);
    assert.deepEqual(names(watOutline('(func $f) (global $g i32 (i32.const 0))').fields), ['func $f', 'global $g']);
  });

  it('is not led astray by strings, comments and names that hold brackets or words', () => {
    const text = '(module (data $d "(func $no \\") (")\n(; (func $no (; deeper ;) ;)\n;; (func $no\n(func $"a b(" local.get $block local.get $end))';
    const { fields, folds } = watOutline(text);
    assert.deepEqual(names(fields[0]!.children), ['data $d', 'func $"a b("']);
    assert.equal(folds.length, 1, 'the module alone');
  });

  it('folds lists, blocks in either notation, and comments below each other', () => {
    assert.deepEqual(folded('(func\n  block $a\n    loop\n      nop\n    end\n  end $a)'), ['(func\n  block $a\n    loop\n      nop\n    end\n  end $a)', 'block $a\n    loop\n      nop\n    end\n  end', 'loop\n      nop\n    end']);
    assert.deepEqual(folded('(func (block\n  (nop)))'), ['(func (block\n  (nop)))', '(block\n  (nop))']);
    assert.deepEqual(folded(';; one\n;; two\n\n;; apart\nnop ;; behind\n;; alone\n(; over\ntwo ;)'), [';; one\n;; two', '(; over\ntwo ;)']);
  });

  it('reads text that is being written, cut anywhere', () => {
    const text = '(module (func $f (param i32)\n block (; c\n ;) i32.const 1 "x\\"" end))';
    for (let length = 0; length <= text.length; length++) {
      for (const { start, end } of watOutline(text.slice(0, length)).folds) assert.ok(start < end && end <= length);
    }
    assert.equal(watOutline('('.repeat(100_000)).fields.length, 0);
    assert.equal(watOutline(')))').fields.length, 0);
  });

  it('finds every function of every module that we write', async () => {
    for (const name of fixtureNames()) {
      const symbols = await openModuleFile(fixturePath(name));
      const [module] = watOutline([...wat(symbols)].join('')).fields;
      assert.equal(module!.children.filter(({ keyword }) => keyword === 'func').length, symbols.module.functions.length, name);
    }
    const corpus = join(fixturePath('corpus'));
    for (const file of readdirSync(corpus).filter((each) => each.endsWith('.wat'))) assert.ok(watOutline(readFileSync(join(corpus, file), 'utf8')).fields.length > 0, file);
  });
});
