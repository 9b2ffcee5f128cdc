/**
 * Makes a module with much debug information, the kind that large C++ programs have: units of class templates, each
 * instantiated for several types, unoptimised. `tsx test/bench/generate-large.ts [UNITS]` prints its path; 52 units give
 * some 115 MB. Kept in the cache, never in the repository.
 */
import { execFile } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolPath } from '../tools';
import { cacheFolder } from './cache-folder';

const run = promisify(execFile);

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

/** null without clang-19 and wasm-ld-19. */
export async function largeModule(units: number): Promise<LargeModule | null> {
  if (!toolPath('clang++-19') || !toolPath('wasm-ld-19')) return null;
  const folder = cacheFolder(`large-${units}`);
  const path = join(folder, 'large.wasm');
  const middle = units >> 1;
  const { line } = unitSource(middle);
  if (!existsSync(path)) {
    const pending = Array.from({ length: units }, (_, unit) => unit);
    const compileNext = async (): Promise<void> => {
      for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) await compile(folder, unit);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, compileNext));
    const objects = Array.from({ length: units }, (_, unit) => join(folder, `unit${unit}.o`));
    await run('wasm-ld-19', ['--no-entry', ...objects, '-o', `${path}.part`]);
    renameSync(`${path}.part`, path);
    for (const object of objects) rmSync(object);
  }
  return { path, file: `unit${middle}.cpp`, line };
}

async function compile(folder: string, unit: number): Promise<void> {
  const source = join(folder, `unit${unit}.cpp`);
  writeFileSync(source, unitSource(unit).text);
  await run('clang++-19', ['--target=wasm32', '-mbulk-memory', '-nostdlib', '-ffreestanding', '-std=c++20', '-fno-exceptions', '-fno-rtti', '-O0', '-gdwarf-5', '-c', source, '-o', join(folder, `unit${unit}.o`)]);
}

function unitSource(unit: number): { readonly text: string; readonly line: number } {
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const classes = numbers(CLASSES_PER_UNIT).map((index) => [
    `template <class T> struct Record${index} {`,
    ...numbers(MEMBERS).map((member) => `  T member${member}; Record${index} *link${member};`),
    ...numbers(METHODS).map((method) => `  T method${method}(T value, int count) { T sum = member${method % MEMBERS}; for (int round = 0; round < count; round++) { T step = value + (T)round; sum += step * member${(method + 1) % MEMBERS}; } return sum; }`),
    '};',
  ]);
  const uses = numbers(CLASSES_PER_UNIT).map((index) => [
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
