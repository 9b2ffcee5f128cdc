import type { Recipe, Step } from './recipe';

/** The modules of the corpus: what is compiled, by which compiler, with which options. */

const WASI = '--target=wasm32-wasi';
const BUILTINS = '/usr/lib/llvm-19/lib/clang/19/lib/wasi/libclang_rt.builtins-wasm32.a';
const LINK_C = ['/usr/lib/wasm32-wasi/libc.a', BUILTINS];
const LINK_CPP = ['/usr/lib/llvm-19/lib/wasm32-wasi/libc++.a', '/usr/lib/llvm-19/lib/wasm32-wasi/libc++abi.a', ...LINK_C];
/** Compiled and linked in two steps: as linking driver clang -O2 runs whatever wasm-opt is on PATH. */
const link = (...argv: string[]): Step => ['wasm-ld-19', '--no-entry', ...argv, '-o', 'module.wasm'];

function c(options: readonly string[], name = `matcher-${optionsName(options)}`): Recipe {
  return { name, sources: ['matcher.c'], steps: [['clang-19', WASI, ...options, '-c', '{sources}/matcher.c', '-o', 'matcher.o'], link('matcher.o', ...LINK_C)] };
}

function cpp(options: readonly string[]): Recipe {
  const compile: Step = ['clang++-19', WASI, '-std=c++20', '-stdlib=libc++', '-fno-exceptions', ...options, '-c', '{sources}/inventory.cpp', '-o', 'inventory.o'];
  return { name: `inventory-${optionsName(options)}`, sources: ['inventory.cpp'], steps: [compile, link('inventory.o', ...LINK_CPP)] };
}

function rust(options: readonly string[], target = 'wasm32-unknown-unknown'): Recipe {
  const compile: Step = ['/usr/bin/rustc', '--edition', '2021', '--target', target, '--crate-type', 'cdylib', '-C', 'panic=abort', '-g', ...options, '{sources}/ledger.rs', '-o', 'module.wasm'];
  return { name: `ledger-${optionsName([...options, target.split('-')[1]!])}`, sources: ['ledger.rs'], steps: [compile] };
}

/** A current Rust, where one is named; Debian's is of 2022. */
const CURRENT_RUSTC = process.env['WASMSCOPE_RUSTC'];

function currentRust(rustc: string): Recipe[] {
  return [[], ['-O'], ['-C', 'opt-level=s', '-C', 'symbol-mangling-version=v0'], ['-C', 'dwarf-version=5'], ['-O', '-C', 'lto', '-C', 'dwarf-version=5']].map((options) => {
    const { name, steps, ...recipe } = rust(options);
    return { ...recipe, name: name.replace('ledger', 'ledger-current'), steps: steps.map(([, ...argv]): Step => [rustc, ...argv]) };
  });
}

function emscripten(source: 'matcher.c' | 'inventory.cpp', options: readonly string[]): Recipe {
  const language = source.endsWith('.cpp') ? ['-std=c++20'] : [];
  return { name: `emscripten-${source.split('.')[0]}-${optionsName(options)}`, sources: [source], isRewritten: true, steps: [['emcc', ...language, ...options, '-g', '--no-entry', `{sources}/${source}`, '-o', 'module.wasm']] };
}

function assemblyScript(options: readonly string[]): Recipe {
  const compile: Step = ['npx', '--yes', '--package=assemblyscript@0.28.20', 'asc', '{sources}/planner.ts', '--outFile', 'module.wasm', '--sourceMap', '--debug', ...options];
  return { name: `planner-${optionsName(options.length === 0 ? ['debug'] : options)}`, sources: ['planner.ts'], steps: [compile] };
}

function optionsName(options: readonly string[]): string {
  return options.map((option) => option.replace(/^-+[Cgf]?|[^\w]/g, '').replace(/^dwarf(?=\d)/, 'dwarf')).filter((word) => word !== '').join('-').toLowerCase();
}

/** Some translation units of a fetched source in one module, with everything exported. */
interface Library {
  readonly name: string;
  readonly fetched: NonNullable<Recipe['fetched']>;
  readonly folder: string;
  readonly units: readonly string[];
  readonly options?: readonly string[];
  readonly compiler?: 'clang-19' | 'clang++-19';
  readonly files?: Recipe['files'];
}

const words = (text: string): string[] => text.trim().split(/\s+/);

const SETJMP = 'typedef int jmp_buf[1];\n#define setjmp(buffer) ((void)(buffer), 0)\n#define longjmp(buffer, value) __builtin_trap()\n';

const ZLIB: Library = { name: 'zlib', fetched: { debian: 'zlib' }, folder: '{fetched}', units: words('adler32.c compress.c crc32.c deflate.c infback.c inffast.c inflate.c inftrees.c trees.c uncompr.c zutil.c') };
const LUA: Library = {
  name: 'lua',
  fetched: { debian: 'lua5.4' },
  folder: '{fetched}/src',
  units: words('lapi.c lcode.c lctype.c ldebug.c ldo.c ldump.c lfunc.c lgc.c llex.c lmem.c lobject.c lopcodes.c lparser.c lstate.c lstring.c ltable.c ltm.c lundump.c lvm.c lzio.c lauxlib.c lbaselib.c lcorolib.c ldblib.c lmathlib.c ltablib.c lstrlib.c lutf8lib.c'),
  options: ['-I.', '-D_WASI_EMULATED_SIGNAL'],
  files: { 'setjmp.h': SETJMP, 'lua5.4-deb-multiarch.h': '#define DEB_HOST_MULTIARCH "wasm32-wasi"\n' },
};
const EXPAT: Library = { name: 'expat', fetched: { debian: 'expat' }, folder: '{fetched}/expat/lib', units: words('xmlparse.c xmlrole.c xmltok.c'), options: ['-I.', '-DXML_POOR_ENTROPY'], files: { 'expat_config.h': '#define XML_NS 1\n#define XML_DTD 1\n#define XML_CONTEXT_BYTES 1024\n#define BYTEORDER 1234\n' } };
const SQLITE: Library = { name: 'sqlite', fetched: { npm: 'better-sqlite3@11.10.0' }, folder: '{fetched}/deps/sqlite3', units: ['sqlite3.c'], options: ['-DSQLITE_OS_OTHER=1', '-DSQLITE_THREADSAFE=0', '-DSQLITE_OMIT_LOAD_EXTENSION', '-D_WASI_EMULATED_MMAN'] };
const RE2: Library = { name: 're2', fetched: { debian: 're2' }, folder: '{fetched}/re2', units: words('compile.cc nfa.cc parse.cc prog.cc re2.cc simplify.cc tostring.cc bitstate.cc onepass.cc'), options: ['-std=c++17', '-stdlib=libc++', '-fno-exceptions', '-I{fetched}'], compiler: 'clang++-19' };

function library({ name, fetched, folder, units, options = [], compiler = 'clang-19', files }: Library, variant: readonly string[]): Recipe {
  const steps = units.map((unit): Step => [compiler, WASI, '-w', ...options, ...variant, '-c', `${folder}/${unit}`, '-o', `${unit}.o`]);
  const libraries = compiler === 'clang++-19' ? LINK_CPP : ['/usr/lib/wasm32-wasi/libwasi-emulated-signal.a', ...LINK_C];
  return { name: `${name}-${optionsName(variant)}`, fetched, ...(files ? { files } : {}), steps: [...steps, link('--export-all', '--allow-undefined', ...units.map((unit) => `${unit}.o`), ...libraries)] };
}

/** Enough to meet every compiler, both versions and each kind of optimisation. */
export const QUICK: readonly Recipe[] = [
  c(['-O0', '-gdwarf-4']),
  c(['-O2', '-gdwarf-5']),
  c(['-Os', '-gdwarf-4']),
  cpp(['-O0', '-gdwarf-5']),
  cpp(['-O2', '-gdwarf-4']),
  rust([]),
  rust(['-O']),
  c(['-O2', '-gdwarf-5', '-gsplit-dwarf', '-fdebug-compilation-dir=.']),
  emscripten('matcher.c', ['-O2']),
  assemblyScript([]),
];

const LEVELS = ['-O0', '-O1', '-O2', '-Os'] as const;
const VERSIONS = ['-gdwarf-4', '-gdwarf-5'] as const;
const PLAIN = LEVELS.flatMap((level) => VERSIONS.map((version) => [level, version]));
const KINDS = [
  ['-gsplit-dwarf', '-fdebug-compilation-dir=.'],
  ['-gsimple-template-names'],
  ['-fdebug-types-section'],
  ['-gline-tables-only'],
  ['-flto'],
];

const ALL: readonly Recipe[] = [
  ...QUICK,
  ...PLAIN.flatMap((options) => [c(options), cpp(options)]),
  ...KINDS.flatMap((kind) => VERSIONS.flatMap((version) => [c(['-O2', version, ...kind]), cpp(['-O1', version, ...kind])])),
  ...[[], ['-C', 'opt-level=1'], ['-O'], ['-C', 'opt-level=3', '-C', 'lto'], ['-C', 'opt-level=s']].flatMap((options) => [rust(options), rust(options, 'wasm32-wasi')]),
  ...(CURRENT_RUSTC ? currentRust(CURRENT_RUSTC) : []),
  ...(['matcher.c', 'inventory.cpp'] as const).flatMap((source) => ['-O0', '-O1', '-O2', '-Os'].map((level) => emscripten(source, [level]))),
  ...[[], ['-O'], ['--runtime', 'stub', '-Osize']].map(assemblyScript),
  ...[['-O0', '-gdwarf-5'], ['-O2', '-gdwarf-4'], ['-Os', '-gdwarf-5']].flatMap((variant) => [ZLIB, LUA, EXPAT, RE2].map((one) => library(one, variant))),
  library(SQLITE, ['-O0', '-gdwarf-4']),
  library(SQLITE, ['-Os', '-gdwarf-5']),
  { name: 'wasi-libc', steps: [link('--allow-undefined', '--whole-archive', '/usr/lib/wasm32-wasi/libc.a', '--no-whole-archive', BUILTINS)] },
];

/** Everything, each once. */
export const CORPUS: readonly Recipe[] = [...new Map(ALL.map((recipe) => [recipe.name, recipe])).values()];
