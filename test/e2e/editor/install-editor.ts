import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
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
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  if (!existsSync(installed.node)) npmInstall(folder, NODE);
  // Its native parts are built for the Node that is found first.
  if (!existsSync(installed.entry)) npmInstall(folder, EDITOR, join(folder, 'node_modules/.bin'));
  return installed;
}

function npmInstall(folder: string, name: string, pathFirst = ''): void {
  const PATH = [pathFirst, process.env['PATH']].filter(Boolean).join(delimiter);
  // Both packages finish themselves by an install script; the settings of an npm that runs this test say otherwise.
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts=false', '--foreground-scripts', name], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PATH } });
}
