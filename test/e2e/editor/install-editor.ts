import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../../tools';

export interface InstalledEditor {
  /** The Node that runs it. */
  readonly node: string;
  readonly entry: string;
}

const NODE = 'node@24';
/** VS Code 1.139 as a package of npm: workbench, extension host and built-in extensions are those of the desktop. */
const EDITOR = 'code-server@4.139.1';

/** Installs the real editor once, outside of the project's dependencies: it takes minutes and 750 MB. */
export function installEditor(): InstalledEditor {
  const folder = join(process.env['WASMSCOPE_CACHE'] ?? join(root, '.cache'), 'editor');
  const installed = { node: join(folder, 'node_modules/node/bin/node'), entry: join(folder, 'node_modules/code-server/out/node/entry.js') };
  if (existsSync(installed.node) && existsSync(installed.entry)) return installed;
  // Under another name until it is whole, so that a half of it is never taken for the editor.
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, 'package.json'), '{ "private": true }\n');
  npmInstall(partial, NODE);
  // Its native parts are built for the Node that is found first.
  npmInstall(partial, EDITOR, join(partial, 'node_modules/.bin'));
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return installed;
}

function npmInstall(folder: string, name: string, pathFirst = ''): void {
  const PATH = [pathFirst, process.env['PATH']].filter(Boolean).join(delimiter);
  // The npm that runs this test hands its settings on, its prefix and "no scripts" among them; both packages need theirs.
  const own = Object.entries(process.env).filter(([key]) => !key.toLowerCase().startsWith('npm_'));
  const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts=false', name];
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: { ...Object.fromEntries(own), PATH } });
}
