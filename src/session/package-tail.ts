/**
 * Where packages and standard libraries stand as compilers name them: Rust's library (rustup, distributions, the release's
 * own name for it), crates of a registry or of git, Emscripten's system, system headers, npm packages. What follows is
 * the package's own, from its folder on.
 */
const PACKAGES = [
  /\/rustc\/[^/]+\/(.+)$/,
  /\/rustc-[^/]+\/(.+)$/,
  /\/rustlib\/src\/rust\/(.+)$/,
  /\/registry\/(?:src\/[^/]+\/)?([^/]+-\d[^/]*\/.+)$/,
  /\/git\/checkouts\/(.+)$/,
  /\/emscripten\/((?:system|cache)\/.+)$/,
  /\/((?:libcxx|libcxxabi|wasi-libc|compiler-rt)\/.+)$/,
  /\/node_modules\/(.+)$/,
  /^\/usr\/(.+)$/,
];

/** How many parts of a file's name, from its end, another name must share to mean the same file of a package; 1 where it is of none. */
export function packageTail(name: string): number {
  const inner = PACKAGES.map((pattern) => pattern.exec(name)?.[1]).find((found) => found !== undefined);
  return inner === undefined ? 1 : inner.split('/').length;
}
