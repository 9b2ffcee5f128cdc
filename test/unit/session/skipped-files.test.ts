import assert from 'node:assert/strict';
import { SkippedFiles } from '../../../src/session/skipped-files';

/** As compilers of distributions and of the toolchains' own makers write them. */
const LIBRARIES = [
  '/rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/option.rs',
  '/usr/src/rustc-1.63.0/library/alloc/src/vec/mod.rs',
  '/rust/deps/dlmalloc-0.2.7/src/dlmalloc.rs',
  './libc-top-half/musl/src/string/strlen.c',
  './libc-bottom-half/sources/sbrk.c',
  './dlmalloc/src/dlmalloc.c',
  '/build/emscripten-Q5Hj9W/emscripten-3.1.6~dfsg/system/lib/libc/emscripten_memcpy.c',
  '/emsdk/emscripten/system/lib/libcxx/src/string.cpp',
  '/usr/share/emscripten/cache/sysroot/include/c++/v1/__string',
  '/usr/lib/llvm-19/lib/clang/19/include/stddef.h',
  'C:\\rust\\deps\\hashbrown-0.15.0\\src\\raw\\mod.rs',
  '~lib/rt/itcms.ts',
  'node:internal/modules/cjs/loader',
];

const OWN = ['/home/me/emscripten-demo/src/main.c', '/home/me/library/core/src/option.rs', '/home/me/system/lib/parse.c', '/home/me/dlmalloc-test/main.c', 'src/lib.rs', 'file:///home/me/app.js', '/home/me/wasi-demo/src/strlen.c'];

describe('files that steps go past', () => {
  it('are those of standard libraries, wherever toolchains keep them', () => {
    const skipped = new SkippedFiles();
    assert.deepEqual(LIBRARIES.filter((file) => !skipped.has(file)), []);
    assert.deepEqual(OWN.filter((file) => skipped.has(file)), []);
    assert.equal(skipped.hasGlue, true);
  });

  it('are the ones that the user names, instead', () => {
    const skipped = new SkippedFiles(['**/vendor/*.c']);
    assert.deepEqual([skipped.has('/home/me/vendor/zlib.c'), skipped.has('/home/me/vendor/zlib/deflate.c'), skipped.has(LIBRARIES[0]!), skipped.hasGlue], [true, false, false, false]);
  });

  it('are none while it is off', () => {
    const skipped = new SkippedFiles();
    skipped.isOn = false;
    assert.deepEqual([skipped.has(LIBRARIES[0]!), skipped.hasGlue], [false, false]);
  });
});
