import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findingText } from '../../../src/vscode/finding-text';

describe('text of a finding where nothing is drawn but letters', () => {
  it('begins as a sentence, and names stand as they are', () => {
    assert.equal(findingText('the cache `answers` misses'), 'The cache answers misses');
    assert.equal(findingText('`answers` (map) grew'), 'answers (map) grew');
    assert.equal(findingText('Await the call'), 'Await the call');
  });

  it('is one line, and hides nothing that a target wrote', () => {
    assert.equal(findingText('two\nlines\u202e'), 'Two lines\\u202e');
  });
});
