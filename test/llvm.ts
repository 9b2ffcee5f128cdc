import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WasmModule } from '../src/wasm/module';

/** Tools that serve as oracles; Debian's llvm-19. */
export const SYMBOLIZER = 'llvm-symbolizer-19';
export const DWARFDUMP = 'llvm-dwarfdump-19';

export interface OracleFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Frames at module offsets as llvm-symbolizer sees them, innermost first. It reads function names from the name and
 * export sections at module offsets, but DWARF at code offsets: so it is asked about a copy without those sections.
 * Split units of a relative name are looked for from `folder` on.
 */
export function oracleFrames(module: WasmModule, offsets: readonly number[], demangled: boolean, folder?: string): OracleFrame[][] {
  return withModuleCopy(module, ['name', 'export'], (path) => {
    const addresses = offsets.map((offset) => `0x${(offset - module.codeStart!).toString(16)}`).join('\n');
    const out = execFileSync(SYMBOLIZER, ['--inlines', demangled ? '--demangle' : '--no-demangle', '--output-style=JSON', `--obj=${path}`], { input: `${addresses}\n`, encoding: 'utf8', maxBuffer: 1 << 30, ...(folder === undefined ? {} : { cwd: folder }) });
    return out.trim().split('\n').map((line) => symbolsIn(line));
  });
}

interface SymbolizerAnswer {
  readonly Symbol?: readonly { readonly FunctionName: string; readonly FileName: string; readonly Line: number; readonly Column: number }[];
}

function symbolsIn(line: string): OracleFrame[] {
  const { Symbol: symbols } = JSON.parse(line) as SymbolizerAnswer;
  return (symbols ?? []).map(({ FunctionName, FileName, Line, Column }) => ({ function: FunctionName, file: FileName, line: Line, column: Column }));
}

/**
 * What llvm-dwarfdump prints of a module; LLVM's Wasm reader refuses modules whose name section stands early. Split units of a
 * relative name are looked for from `folder` on.
 */
export function dwarfdump(module: WasmModule, options: readonly string[], folder?: string): string {
  return withModuleCopy(module, ['name'], (path) => execFileSync(DWARFDUMP, [...options, path], { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'], ...(folder === undefined ? {} : { cwd: folder }) }));
}

/** A copy in a temporary file without some sections, for as long as `use` takes. */
export function withModuleCopy<Result>(module: WasmModule, dropped: readonly string[], use: (path: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'wasmscope-oracle-'));
  try {
    const path = join(folder, 'module.wasm');
    writeFileSync(path, withoutSections(module, dropped));
    return use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function withoutSections({ bytes, sections }: WasmModule, dropped: readonly string[]): Uint8Array {
  const kept = sections.filter(({ name }) => !dropped.includes(name)).map(({ headerOffset, payloadOffset, payloadSize }) => bytes.subarray(headerOffset, payloadOffset + payloadSize));
  return Buffer.concat([bytes.subarray(0, 8), ...kept]);
}
