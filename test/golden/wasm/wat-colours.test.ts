import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry, type IGrammar } from 'vscode-textmate';
import { openModuleFile } from '../../../src/toolkit/open-module';
import { wat } from '../../../src/toolkit/wat';
import { expectGolden } from '../../expect-golden';
import { fixturePath } from '../../fixture-modules';
import { root } from '../../tools';

interface Token {
  readonly text: string;
  /** The innermost scope, without the language. */
  readonly scope: string;
}

const GRAMMAR = join(root, 'syntaxes/wat.tmLanguage.json');

/** WebAssembly text as the editor's own engine colours it. */
describe('colours of WebAssembly text', () => {
  let grammar: IGrammar;

  before(async () => {
    await loadWASM(new Uint8Array(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'))).buffer);
    const registry = new Registry({
      onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
      loadGrammar: () => Promise.resolve(parseRawGrammar(readFileSync(GRAMMAR, 'utf8'), GRAMMAR)),
    });
    grammar = (await registry.loadGrammar('source.wat'))!;
  });

  function* tokensOf(text: string): Generator<Token> {
    let state = INITIAL;
    for (const line of text.split('\n')) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      for (const { startIndex, endIndex, scopes } of tokens) yield { text: line.slice(startIndex, endIndex), scope: scopes.at(-1)!.replace(/\.wat$/, '') };
    }
  }

  it('are those of each kind of word', () => {
    const lines = [...tokensOf(readFileSync(join(__dirname, 'colours.wat'), 'utf8'))].filter(({ text }) => text.trim() !== '').map(({ text, scope }) => `${text.trim().padEnd(28)} ${scope}`);
    expectGolden('wasm/colours.txt', `${lines.join('\n')}\n`);
  });

  it('leave no word of whole modules plain, and none is a fault', async () => {
    const written = [...wat(await openModuleFile(fixturePath('features.wasm')))].join('');
    for (const text of [written, ...['features.wat', 'newer/proposals.wat'].map((name) => readFileSync(fixturePath(name), 'utf8'))]) {
      const plain = [...tokensOf(text)].filter(({ text: word, scope }) => word.trim() !== '' && (scope === 'source' || scope.startsWith('invalid')));
      assert.deepEqual(plain, []);
    }
  });
});
