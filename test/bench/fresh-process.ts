import { buildSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder';

/** Bundles one of the scripts in this folder as the product is bundled: nothing is compiled while time is taken. */
export function bundleScript(name: string): string {
  const outfile = join(cacheFolder('bench', 'scripts'), `${name}.cjs`);
  buildSync({ entryPoints: [join(__dirname, `${name}.ts`)], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' });
  return outfile;
}

/** Runs a script in a Node of its own and reads the JSON that it prints. */
export function inFreshProcess<Result>(script: string, args: readonly string[]): Result {
  return JSON.parse(execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })) as Result;
}
