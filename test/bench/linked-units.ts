import { execFile } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolPath } from '../tools';

const run = promisify(execFile);

export interface UnitSources {
  readonly count: number;
  readonly compiler: 'clang-19' | 'clang++-19';
  readonly flags: readonly string[];
  /** Headers that units include, by name. */
  readonly headers?: ReadonlyMap<string, string>;
  nameOf(unit: number): string;
  textOf(unit: number): string;
}

/** Compiles units for freestanding wasm32 and links them, once; the path of the module, null without the tools. */
export async function linkedUnits(folder: string, units: UnitSources): Promise<string | null> {
  if (!toolPath(units.compiler) || !toolPath('wasm-ld-19')) return null;
  const path = join(folder, 'large.wasm');
  if (existsSync(path)) return path;
  for (const [name, text] of units.headers ?? []) writeFileSync(join(folder, name), text);
  const pending = Array.from({ length: units.count }, (_, unit) => unit);
  const objectOf = (unit: number): string => join(folder, `unit${unit}.o`);
  const compileNext = async (): Promise<void> => {
    for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
      const source = join(folder, units.nameOf(unit));
      writeFileSync(source, units.textOf(unit));
      await run(units.compiler, ['--target=wasm32', '-mbulk-memory', '-nostdlib', '-ffreestanding', '-gdwarf-5', ...units.flags, '-c', source, '-o', objectOf(unit)]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, compileNext));
  const objects = Array.from({ length: units.count }, (_, unit) => objectOf(unit));
  const responseFile = join(folder, 'objects.rsp');
  writeFileSync(responseFile, objects.join('\n'));
  await run('wasm-ld-19', ['--no-entry', `@${responseFile}`, '-o', `${path}.part`]);
  renameSync(`${path}.part`, path);
  for (const object of objects) rmSync(object);
  return path;
}
