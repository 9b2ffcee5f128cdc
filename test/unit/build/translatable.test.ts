import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { translatableTexts } from '../../../src/build/translatable';
import { root } from '../../tools';

describe('texts to be translated', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'wasmscope-texts-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('are collected from the calls, once each, with quotes and line breaks as they are shown', () => {
    writeFileSync(join(folder, 'a.ts'), `vscode.l10n.t('Open'); vscode.l10n.t('It\\'s {0}', name); vscode.l10n.t(\n  'two\\nlines');`);
    writeFileSync(join(folder, 'b.ts'), `vscode.l10n.t('Open');`);
    assert.deepEqual(translatableTexts(folder), { "It's {0}": "It's {0}", Open: 'Open', 'two\nlines': 'two\nlines' });
  });

  it('are not taken from a call that makes its text up', () => {
    writeFileSync(join(folder, 'c.ts'), 'vscode.l10n.t(`Open ${name}`);');
    assert.throws(() => translatableTexts(folder), /c\.ts: .*no text in single quotes/);
  });

  it('are those of the extension, and their places are counted from 0 without a gap', () => {
    const texts = Object.keys(translatableTexts(join(root, 'src/vscode')));
    assert.ok(texts.includes('Open report'));
    for (const text of texts) {
      const places = [...new Set([...text.matchAll(/\{(\d+)\}/g)].map((match) => Number(match[1])))].sort();
      assert.deepEqual(places, places.map((_, index) => index), text);
    }
  });
});
