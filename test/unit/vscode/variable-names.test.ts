import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { variableNames } from '../../../src/vscode/variable-names';

/** Names by line, of the lines up to the one that holds `stopped`. */
function names(text: string, stopped: string, first = 0): string[] {
  const lines = text.split('\n');
  const found = variableNames((line) => lines[line]!, first, lines.findIndex((line) => line.includes(stopped)));
  for (const { name, line, column } of found) assert.equal(lines[line]!.slice(column, column + name.length), name);
  return [...new Set(found.map(({ line }) => line))].map((line) => found.filter((each) => each.line === line).map(({ name }) => name).join(' '));
}

describe('names of variables in sight', () => {
  it('are those of the function that is stopped in, up to its line', () => {
    const rust = 'fn other(beyond: i32) {}\n\nimpl Model {\n    pub(crate) unsafe fn next(&self, word: usize) -> usize {\n        let rank = word % limit;\n        rank + 1 // stop\n        later\n';
    assert.deepEqual(names(rust, '// stop'), ['crate unsafe fn self word usize', 'let rank word limit', 'rank']);
    const c = 'static int beyond;\n\nfloat dot(const float *a, int dims) {\n  float sum = 0;\n  sum += a[i]; /* stop */\n}';
    assert.deepEqual(names(c, 'stop'), ['float const a int dims', 'float sum', 'sum a i']);
  });

  it('are neither members nor what is called, nor in strings and comments', () => {
    assert.deepEqual(names('self.words[word].len(size, other::CASE, vec![x], p->q, 0..end)', 'len'), ['self word size x p end']);
    assert.deepEqual(names(`a = "b c" + 'd' + '\\n' + e; // f`, 'a ='), ['a e']);
    assert.deepEqual(names(`x: &'a [u8] = y /* z */ + w != v`, 'x:'), ['x u8 y w v']);
  });

  it('are looked for no further up than is in sight', () => {
    assert.deepEqual(names('fn f(a: A) {\n  b;\n  c;\n', 'c;', 2), ['c']);
  });
});
