import assert from 'node:assert/strict';
import { SkippedFiles } from '../../../src/session/skipped-files';

describe('files that steps skip', () => {
  const skipped = new SkippedFiles();

  it('are those of toolchains, wherever they lie', () => {
    for (const file of ['/rustc/90b35a623/library/core/src/option.rs', 'C:\\Users\\a\\.rustup\\toolchains\\x\\lib\\rustlib\\src\\rust\\library\\std\\src\\io.rs', 'pkg/service_bg.js', '/usr/lib/llvm-19/include/c++/v1/vector', '~lib/rt/itcms.ts', 'node:fs']) {
      assert.equal(skipped.has(file), true, file);
    }
    for (const file of ['/home/a/service/src/lib.rs', '/home/a/library/core.rs', 'pkg/service_bg.js.map', 'src/node:fs']) assert.equal(skipped.has(file), false, file);
  });

  it('are those that the user names: any depth, or within one folder', () => {
    const own = new SkippedFiles(['**/vendor/**', '/work/gen/*.c', 'lib/**/inner.rs']);
    for (const file of ['/a/vendor/b/c.c', 'vendor/c.c', '/work/gen/tables.c', 'lib/inner.rs', 'lib/a/b/inner.rs']) assert.equal(own.has(file), true, file);
    for (const file of ['/a/vendor.c', '/work/gen/deep/tables.c', '/work/gen/tables.cc', 'lib/inner.rs.bak']) assert.equal(own.has(file), false, file);
  });

  it('are told to V8 by patterns that do not try the rest of an address from each of its characters', () => {
    assert.deepEqual(new SkippedFiles(['**/a/**', '*.c', '**/*_bg.js', '**']).patterns, ['a/', '\\.c$', '_bg\\.js$', '$']);
  });
});
