/** Stands in a list of files to skip for all that languages bring along, as `<node_internals>/**` does for Node's own. */
export const STANDARD_LIBRARIES = '<standard_libraries>/**';
export const NODE_INTERNALS = '<node_internals>/**';

/**
 * Where toolchains keep the sources of standard libraries and of the glue between JavaScript and Wasm, as compilers name
 * them: Rust's library (rustup, distributions, panics included) and wasm-bindgen's crates, libc++ and wasi-libc, clang's
 * headers, Emscripten's system libraries, AssemblyScript's.
 */
const LIBRARIES = [
  '**/rustc/*/library/**',
  '**/rustc-*/library/**',
  '**/rustc-*/vendor/**',
  '**/rust/deps/**',
  '**/lib/rustlib/src/**',
  '**/dlmalloc*/src/**',
  '**/hashbrown-*/src/**',
  '**/compiler_builtins-*/src/**',
  '**/rustc-demangle-*/src/**',
  '**/wasm-bindgen-*/src/**',
  '**/js-sys-*/src/**',
  '**/*_bg.js',
  '**/include/c++/**',
  '**/include/wasm32-*/**',
  '**/lib/clang/**',
  '**/libcxx/**',
  '**/libcxxabi/**',
  '**/wasi-libc/**',
  '**/libc-top-half/**',
  '**/libc-bottom-half/**',
  '**/compiler-rt/**',
  '**/emscripten*/system/lib/**',
  '**/emscripten*/system/include/**',
  '**/emscripten*/cache/**',
  '~lib/**',
];

/** Files that steps do not enter, in any language: the user's list, and whether it counts at the moment. */
export class SkippedFiles {
  isOn = true;
  /** Of script addresses and of the names that compilers write (CDP Debugger.setBlackboxPatterns). */
  readonly patterns: readonly string[];
  private readonly known = new Map<string, boolean>();
  private readonly holdsGlue: boolean;

  constructor(globs: readonly string[] = [NODE_INTERNALS, STANDARD_LIBRARIES]) {
    this.holdsGlue = globs.includes(STANDARD_LIBRARIES);
    this.patterns = globs.flatMap((glob) => (glob === STANDARD_LIBRARIES ? LIBRARIES : [glob])).map(globToPattern);
  }

  /** Scripts that toolchains write, whatever they are called. */
  get hasGlue(): boolean {
    return this.isOn && this.holdsGlue;
  }

  has(file: string): boolean {
    if (!this.isOn) return false;
    const known = this.known.get(file);
    if (known !== undefined) return known;
    const name = file.replaceAll('\\', '/');
    const matches = this.patterns.some((pattern) => new RegExp(pattern).test(name));
    this.known.set(file, matches);
    return matches;
  }
}

/**
 * `**` any depth, `*` within one folder. V8 looks for it anywhere in an address, at every instruction that a step runs
 * through: a pattern that begins with anything is tried to the end from every character on, and takes most of the step.
 */
function globToPattern(glob: string): string {
  if (glob.startsWith('<node_internals>')) return '^node:';
  const body = glob
    .replaceAll('\\', '/')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|\*/g, (star) => (star === '*' ? '[^/]*' : '.*'));
  return `${body}$`.replace(/^(?:\.\*|\[\^\/\]\*)+/, '').replace(/\.\*\$$/, '');
}
