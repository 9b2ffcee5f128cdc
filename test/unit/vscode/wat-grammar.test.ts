import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { OPCODES } from '../../../src/wasm/opcodes';
import { root } from '../../tools';

interface Rule {
  readonly include?: string;
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly patterns?: readonly Rule[];
}

const grammar = JSON.parse(readFileSync(join(root, 'syntaxes/wat.tmLanguage.json'), 'utf8')) as { repository: Record<string, Rule> };

/** The rules of a repository entry, in the order in which they are tried. */
function rulesOf(name: string): Rule[] {
  const entry = grammar.repository[name];
  assert.ok(entry, `the grammar includes #${name}, which is not there`);
  return entry.match || entry.begin ? [entry] : entry.patterns!.flatMap((rule) => (rule.include ? rulesOf(rule.include.slice(1)) : [rule]));
}

function matches(name: string, text: string): boolean {
  return rulesOf(name).some((rule) => {
    const found = new RegExp(rule.match ?? rule.begin!).exec(text);
    return found?.index === 0 && found[0] === text;
  });
}

describe('grammar of WebAssembly text', () => {
  it('knows every instruction of the standard, whole', () => {
    const unknown = [...OPCODES.values()].map(({ mnemonic }) => mnemonic).filter((mnemonic) => !matches('control', mnemonic) && !matches('instructions', mnemonic));
    assert.deepEqual(unknown, []);
  });

  it('reads numbers in every notation, and names that only look like them as names', () => {
    for (const number of ['0', '-1', '+42', '1_000_000', '0xCAFE_BABE', '-0x1.8p-3', '3.14', '6e23', '1.e+5', 'inf', '-inf', 'nan', 'nan:0x7f_ffff', 'nan:canonical']) {
      assert.ok(matches('numbers', number), number);
    }
    for (const other of ['0x', '1__0', 'inform', 'nan:', '$1', 'e5']) assert.ok(!matches('numbers', other), other);
    assert.ok(matches('names', '$1+x!'));
  });

  it('keeps block comments nested and strings closed', () => {
    const [comment] = rulesOf('block-comment');
    assert.deepEqual(comment!.patterns, [{ include: '#block-comment' }]);
    assert.ok(matches('types', 'funcref') && matches('types', 'i31ref') && !matches('types', 'i3'));
  });
});
