import assert from 'node:assert/strict';
import { isLibraryFile } from '../../../src/analysis/user-code';

describe('user code', () => {
  it("a standard library's headers are not the user's, wherever its sysroot stands", () => {
    for (const file of [
      '/usr/include/c++/12/bits/new_allocator.h',
      '/usr/lib/llvm-19/include/wasm32-wasi/c++/v1/string',
      '/opt/wasi-sdk/share/wasi-sysroot/include/wasm32-wasip1/c++/v1/__memory/shared_ptr.h',
      '/build/llvm-toolchain-19/build-wasm/libcxx-wasm32-wasi/include/c++/v1/new',
      '/home/me/emsdk/upstream/emscripten/cache/sysroot/include/c++/v1/vector',
    ]) assert.ok(isLibraryFile(file), file);
    for (const file of ['/home/me/c++/include/new.h', '/home/me/include/pool.hpp', '/srv/include/c/v1/new']) assert.ok(!isLibraryFile(file), file);
  });
});
