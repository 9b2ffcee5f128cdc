import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/**
 * Tests that want a compiler, a browser or another Node ask here. An absent tool skips the test, visibly; where the full
 * set is promised (WASMSCOPE_FULL=1, as in .ci/run) it is a failure instead. A name may be the path of an installed file.
 */
export function requireTool(test: Mocha.Context, ...names: string[]): void {
  const missing = names.filter((name) => (isAbsolute(name) ? !existsSync(name) : toolPath(name) === undefined));
  if (missing.length === 0) return;
  if (process.env['WASMSCOPE_FULL'] === '1') throw new Error(`missing here: ${missing.join(', ')}`);
  console.log(`      skipped: needs ${missing.join(', ')}`);
  test.skip();
}

export function toolPath(name: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v -- "$1"', 'sh', name], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Node binaries to run the same test on: this one, and those that .ci/run installed (WASMSCOPE_NODES, colon-separated). */
export function nodeBinaries(): string[] {
  const more = (process.env['WASMSCOPE_NODES'] ?? '').split(':').filter((path) => path !== '' && existsSync(path));
  return [process.execPath, ...more];
}

export const root = join(__dirname, '..');
