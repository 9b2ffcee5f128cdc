/**
 * Makes a module with much debug information, the kind that large C++ programs have: units of class templates, each
 * instantiated for several types, unoptimised. `tsx test/bench/generate-large.ts [UNITS]` prints its path; 52 units give
 * some 115 MB. Kept in the cache, never in the repository.
 */
import { cacheFolder } from '../cache-folder';
import { linkedUnits } from './linked-units';

export interface LargeModule {
  readonly path: string;
  /** A line of a unit in the middle, inside a function with many locals. */
  readonly file: string;
  readonly line: number;
}

const CLASSES_PER_UNIT = 60;
const TYPES = ['char', 'short', 'int', 'long long', 'float', 'double'];
const MEMBERS = 8;
const METHODS = 8;
const LOCALS = 100;

/** null without clang-19 and wasm-ld-19. `classes` makes units smaller: 27 give a module of one unit 1 MB. */
export async function largeModule(units: number, classes = CLASSES_PER_UNIT): Promise<LargeModule | null> {
  const middle = units >> 1;
  const nameOf = (unit: number): string => `unit${unit}.cpp`;
  const textOf = (unit: number): string => unitSource(unit, classes).text;
  const flags = ['-std=c++20', '-fno-exceptions', '-fno-rtti', '-O0'];
  const folder = cacheFolder('bench', classes === CLASSES_PER_UNIT ? `large-${units}` : `large-${units}-of-${classes}`);
  const path = await linkedUnits(folder, { count: units, compiler: 'clang++-19', flags, nameOf, textOf });
  return path === null ? null : { path, file: nameOf(middle), line: unitSource(middle, classes).line };
}

function unitSource(unit: number, perUnit: number): { readonly text: string; readonly line: number } {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const classes = numbers(perUnit).map((index) => [
    `template <class T> struct Record${index} {`,
    ...numbers(MEMBERS).map((member) => `  T member${member}; Record${index} *link${member};`),
    ...numbers(METHODS).map((method) => `  T method${method}(T value, int count) { T sum = member${method % MEMBERS}; for (int round = 0; round < count; round++) { T step = value + (T)round; sum += step * member${(method + 1) % MEMBERS}; } return sum; }`),
    '};',
  ]);
  const uses = numbers(perUnit).map((index) => [
    `__attribute__((export_name("use${unit}_${index}"))) double use${index}(int seed) {`,
    '  double total = seed;',
    ...TYPES.flatMap((type, at) => [`  Record${index}<${type}> record${at} = {};`, ...numbers(METHODS).map((method) => `  total += (double)record${at}.method${method}((${type})seed, seed + ${method});`)]),
    '  return total;',
    '}',
  ]);
  const locals = [
    `__attribute__((export_name("locals${unit}"))) int locals(int seed) {`,
    ...numbers(LOCALS).map((local) => `  int local${local} = seed + ${local};`),
    '  int sum = 0;',
    ...numbers(LOCALS).map((local) => `  sum += local${local};`),
    '  return sum;',
    '}',
  ];
  const lines = [`namespace unit${unit} {`, ...classes.flat(), ...uses.flat(), ...locals, '}'];
  return { text: `${lines.join('\n')}\n`, line: lines.indexOf('  int sum = 0;') + 1 };
}

if (require.main === module) void largeModule(Number(process.argv[2] ?? 52)).then((made) => console.log(made?.path ?? 'clang-19 and wasm-ld-19 are needed'));
