import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { mostAlike } from '../../../src/vscode/most-alike';

describe('the path most like another', () => {
  it('shares the longest end', () => {
    assert.equal(mostAlike('/build/app/src/lib.rs', ['/w/other/lib.rs', '/w/app/src/lib.rs', '/w/src/lib.rs']), '/w/app/src/lib.rs');
    assert.equal(mostAlike('C:\\build\\a.c', ['/w/a.c']), '/w/a.c');
  });

  it('is none where two are as good, or none ends in its name', () => {
    assert.equal(mostAlike('/build/lib.rs', ['/w/a/lib.rs', '/w/b/lib.rs']), undefined);
    assert.equal(mostAlike('/build/lib.rs', ['/w/lib.c']), undefined);
    assert.equal(mostAlike('/build/lib.rs', []), undefined);
  });
});
