/** Bundles every entry apart; one table, so that what is shipped can be read here. */
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { notices } from './notices';
import { translatableTexts } from './translatable';

const root = join(__dirname, '..', '..');
const out = join(root, 'dist');

// Only chrome-remote-interface's `local` option reads its copy of the protocol, a megabyte that nobody here asks for.
const UNREAD = '*/protocol.json';

// A disassembler as large as all else together, loaded by the one command that wants it.
const WABT_APART: Plugin = { name: 'wabt-apart', setup: (building) => building.onResolve({ filter: /^wabt$/ }, () => ({ path: './wabt.js', external: true })) };

// A copy of the whole editor's API for each file that imports it would take half of the extension's start; what inherits it has nothing to copy.
const API_NOT_COPIED: Plugin = {
  name: 'api-not-copied',
  setup(building) {
    building.onResolve({ filter: /^vscode$/ }, ({ path, namespace }) => (namespace === 'editor' ? { path, external: true } : { path, namespace: 'editor' }));
    building.onLoad({ filter: /.*/, namespace: 'editor' }, ({ path }) => ({ contents: `module.exports = Object.create(require(${JSON.stringify(path)}));` }));
  },
};

// What is imported when it is wanted and has a bundle of its own is neither read nor compiled before.
const LOADED_WHEN_WANTED: Plugin = {
  name: 'loaded-when-wanted',
  setup(building) {
    building.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      const apart = kind === 'dynamic-import' ? ENTRIES.find(({ entry }) => join(root, entry) === `${resolve(resolveDir, path)}.ts`) : undefined;
      return apart && { path: `./${apart.outfile}`, external: true };
    });
  },
};

const NODE: BuildOptions = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', sourcemap: false, minifySyntax: true, legalComments: 'none', logLevel: 'warning', external: [UNREAD], plugins: [WABT_APART] };

/** Runs in a webview: a browser of the editor's own version. */
const PAGE: BuildOptions = { platform: 'browser', target: 'chrome120', format: 'iife', minify: true, external: [] };

// A webview has no address to load a worker from: its code stands in the page's as a text.
const WORKER_SOURCE: Plugin = {
  name: 'worker-source',
  setup(building) {
    building.onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({ path: join(resolveDir, `${path.slice('worker:'.length)}.ts`), namespace: 'worker' }));
    building.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
      const { outputFiles } = await build({ bundle: true, legalComments: 'none', ...PAGE, entryPoints: [path], write: false });
      return { contents: outputFiles[0]!.text, loader: 'text' };
    });
  },
};

const ENTRIES: { entry: string; outfile: string; options?: BuildOptions }[] = [
  // Runs inside the target: one file, nothing but the target's own built-ins.
  { entry: 'src/agent/main.ts', outfile: 'agent.js', options: { minifyWhitespace: true, footer: { js: '//# sourceURL=wasmscope-agent' } } },
  // The same inside a page.
  { entry: 'src/agent/page/main.ts', outfile: 'agent-page.js', options: { platform: 'browser', target: 'chrome111', minifyWhitespace: true, footer: { js: '//# sourceURL=wasmscope-agent' } } },
  { entry: 'src/agent/debug-boot.ts', outfile: 'debug-boot.js', options: { minifyWhitespace: true } },
  { entry: 'src/cli/main.ts', outfile: 'cli.js', options: { banner: { js: '#!/usr/bin/env node' } } },
  { entry: 'src/toolkit/adapter-process.ts', outfile: 'adapter.js' },
  { entry: 'src/toolkit/symbols-worker.ts', outfile: 'worker.js' },
  { entry: 'src/extension.ts', outfile: 'extension.js', options: { minifyWhitespace: true, supported: { 'dynamic-import': false }, plugins: [API_NOT_COPIED, LOADED_WHEN_WANTED] } },
  { entry: 'src/toolkit/proxied-program.ts', outfile: 'proxied-program.js' },
  { entry: 'src/findings/exporters/html.ts', outfile: 'report-page.js' },
  { entry: 'src/build/demo.ts', outfile: 'demo.js' },
  { entry: 'src/vscode/client/module/main.ts', outfile: 'pages/module.js', options: PAGE },
  { entry: 'src/vscode/client/module/style.css', outfile: 'pages/module.css', options: PAGE },
  { entry: 'src/vscode/client/profile/main.ts', outfile: 'pages/profile.js', options: { ...PAGE, plugins: [WORKER_SOURCE] } },
  { entry: 'src/vscode/client/profile/style.css', outfile: 'pages/profile.css', options: PAGE },
];

async function main(): Promise<void> {
  mkdirSync(out, { recursive: true });
  const present = ENTRIES.filter(({ entry }) => existsSync(join(root, entry)));
  const results = await Promise.all(
    present.map(({ entry, outfile, options }) => build({ ...NODE, ...options, entryPoints: [join(root, entry)], outfile: join(out, outfile), metafile: true })),
  );
  // The source-map package reads its decoder from a file beside the bundle.
  copyFileSync(join(root, 'node_modules/source-map/lib/mappings.wasm'), join(out, 'mappings.wasm'));
  copyFileSync(join(root, 'node_modules/wabt/index.js'), join(out, 'wabt.js'));
  mkdirSync(join(out, 'l10n'), { recursive: true });
  writeFileSync(join(out, 'l10n/bundle.l10n.json'), `${JSON.stringify(translatableTexts(join(root, 'src/vscode')), null, 2)}\n`);
  const bundled = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(join(out, 'notices.txt'), notices(root, [...bundled, 'node_modules/wabt/index.js']));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
