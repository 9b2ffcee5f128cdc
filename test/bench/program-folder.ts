import { copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fixturePath } from './places';

/** A program beside modules and sources, in a folder of its own for as long as `use` takes. `files` are fixtures or paths. */
export async function withProgram<Result>(files: readonly string[], text: string, use: (program: string, folder: string) => Promise<Result>): Promise<Result> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wasmscope-bench-')));
  try {
    for (const file of files) copyFileSync(file.startsWith('/') ? file : fixturePath(file), join(folder, basename(file)));
    const program = join(folder, 'program.cjs');
    writeFileSync(program, text);
    return await use(program, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
