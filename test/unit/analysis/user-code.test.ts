import assert from 'node:assert/strict';
import { isLibraryFile } from '../../../src/analysis/user-code';

describe('user code', () => {
  it("what a toolchain or a registry brings is not the user's, wherever it stands", () => {
    for (const file of [
      '/usr/include/c++/12/bits/new_allocator.h',
      '/usr/lib/llvm-19/include/wasm32-wasi/c++/v1/string',
      '/opt/wasi-sdk/share/wasi-sysroot/include/wasm32-wasip1/c++/v1/__memory/shared_ptr.h',
      '/build/llvm-toolchain-19/build-wasm/libcxx-wasm32-wasi/include/c++/v1/new',
      '/home/me/emsdk/upstream/emscripten/cache/sysroot/include/c++/v1/vector',
      '/usr/local/cargo/registry/src/index.crates.io-6f17d22bba15001f/bytes-1.5.0/src/lib.rs',
      '/home/me/.cargo/git/checkouts/parser-1a2b/3c4d/src/lib.rs',
    ]) assert.ok(isLibraryFile(file), file);
    for (const file of ['/home/me/c++/include/new.h', '/home/me/include/pool.hpp', '/srv/include/c/v1/new']) assert.ok(!isLibraryFile(file), file);
  });
});
