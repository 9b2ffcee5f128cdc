import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder';

/**
 * Packages of the npm registry that a test wants beside the project's dependencies, installed once into a folder of the cache:
 * its package.json. Without a registry the test is skipped, visibly; where the full set is promised (WASMSCOPE_FULL=1) it fails.
 */
export function installedPackages(test: Mocha.Context, name: string, packages: readonly string[]): string {
  const folder = cacheFolder(name);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  try {
    execFileSync('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages], { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    if (process.env['WASMSCOPE_FULL'] === '1') throw error;
    console.log('      skipped: the npm registry is not reachable');
    test.skip();
  }
  return manifest;
}
