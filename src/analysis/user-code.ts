/**
 * Which code is the user's own: a finding points where one would change the code, not into a runtime. Judged by where
 * the compiler or Node says that a file stands, never by the name of a program.
 */
const LIBRARY_PATHS: readonly RegExp[] = [
  /^node:/,
  /^\/rustc\//, // remapped standard library of rustup toolchains
  /\/rustc-[\d.]+[^/]*\//, // Debian's and other source trees of the standard library
  /\/library\/(core|alloc|std|panic_\w+|proc_macro)\/src\//,
  /\/\.?cargo\/(registry|git)\//, // of the crates registry; `/usr/local/cargo` in container images
  /\/(wasi-libc|libc-top-half|libc-bottom-half|dlmalloc|emmalloc)(\/|\.|-)/,
  /\/emscripten\/(system|src|cache)\//,
  /\/system\/lib\//,
  /\/(libcxx|libcxxabi|compiler-rt)\//,
  /\/include\/(.*\/)?c\+\+\//, // of any sysroot: system, wasi-sdk, Emscripten's cache
  /~lib\//, // AssemblyScript's standard library
];

/** Frames of these functions allocate for somebody else. Standard allocator entry points and their language shims. */
const ALLOCATOR_FUNCTIONS =
  /^(_?_?(emscripten_builtin_)?(malloc|calloc|realloc|free|memalign|aligned_alloc|posix_memalign|reallocarray|strdup|strndup)|dl(malloc|calloc|realloc|free|memalign)|__?wbindgen_(malloc|realloc|free)|__r(ust|dl|g)_(alloc|alloc_zeroed|realloc|dealloc)|operator (new|delete).*|_Zn[wa].*|_Zd[la].*|__new|__pin|__renew|(alloc|dlmalloc|core|std|hashbrown)::.*|<(alloc|core|std|hashbrown)::.*|exchange_malloc|alloc_zeroed|realloc_impl|__alloc_error_handler)$/;

export function isLibraryFile(file: string): boolean {
  return LIBRARY_PATHS.some((pattern) => pattern.test(file));
}

export function isThirdPartyFile(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

export function isAllocatorFunction(name: string | null): boolean {
  return name !== null && ALLOCATOR_FUNCTIONS.test(name);
}
